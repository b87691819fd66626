export { type Assembly, loadAssembly } from "./assembly.ts";
export { type Cloud, type CloudOptions, startCloud } from "./cloud.ts";
export type { FunctionUsage, Meter, Usage } from "./meter.ts";
export { unsupported } from "./states/index.ts";
export { type SynthOptions, synthesize } from "./synth.ts";
