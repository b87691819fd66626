export { type DrainOptions, type DrainReport, drain } from "./drain.ts";
export { type RebuildReport, rebuild } from "./rebuild.ts";
export { project } from "./schedule.ts";
