export { factOfCollection, factOfMedia, factOfReport, type Report } from "./facts.ts";
export { forgetMedia, rememberCollection, rememberMedia, rememberReport } from "./remember.ts";
export { contextOf, derivedFrom, relationsOf, type TraceOptions, trace } from "./trace.ts";
