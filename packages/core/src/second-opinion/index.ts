export { parseOpinion, type SeenByModel } from "./answer.ts";
export { doubtOf } from "./doubt.ts";
export { plan } from "./plan.ts";
export { read } from "./read.ts";
export { save } from "./save.ts";
export { type SecondOpinion, type Verified, VerifyInput, verify } from "./verify.ts";
