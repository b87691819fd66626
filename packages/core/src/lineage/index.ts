export { factOfCollection, factOfMedia } from "./facts.ts";
export { forgetMedia, rememberCollection, rememberMedia } from "./remember.ts";
export { contextOf, derivedFrom, relationsOf, type TraceOptions, trace } from "./trace.ts";
