export { parseDescription } from "./describe.ts";
export { grade } from "./grade.ts";
export { plan } from "./plan.ts";
export { quote } from "./quote.ts";
export { save } from "./save.ts";
export { VisualSpecifications } from "./specifications.ts";
export { StartInput, start } from "./start.ts";
