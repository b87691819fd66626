export type { Violation } from "./check/invariants.ts";
export { type Crew, openCrew } from "./crew.ts";
export { type Figures, figuresOf } from "./figures.ts";
export { type RunSpec, replayOf } from "./spec.ts";
export type { RunReport } from "./worker.ts";
