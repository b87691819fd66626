export { type AngleState, angleStates } from "./angle-states.ts";
export { angleDistance, viewWords } from "./angles.ts";
export { type Change, changeFor } from "./change.ts";
export { judgeCoverage, simplifiedPlan } from "./coverage.ts";
export { judge } from "./judge.ts";
export { plan } from "./plan.ts";
export { quote } from "./quote.ts";
export { save } from "./save.ts";
export { StartInput, start } from "./start.ts";
