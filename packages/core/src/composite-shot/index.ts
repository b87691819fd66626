export { drawLayout } from "./draw-layout.ts";
export { StartInput } from "./input.ts";
export { type CheckCast, judge } from "./judge.ts";
export { lookForCast } from "./look-for-cast.ts";
export { plan } from "./plan.ts";
export { quote } from "./quote.ts";
export { save } from "./save.ts";
export { start } from "./start.ts";
