export { parseDescription } from "./describe.ts";
export { grade } from "./grade.ts";
export { plan } from "./plan.ts";
export { save } from "./save.ts";
export { StartInput, start } from "./start.ts";
