export { factOfCollection, factOfMedia, factOfReport } from "./facts.ts";
export { forgetMedia, keepReport, rememberCollection, rememberMedia } from "./remember.ts";
export { contextOf, derivedFrom, relationsOf, type TraceOptions, trace } from "./trace.ts";
