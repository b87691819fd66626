export { chooseBest } from "./choose.ts";
export { guideFor } from "./findings.ts";
export { Issue, Recommendation, SetReport, ViewReport } from "./record.ts";
export { type JudgedView, reportOn } from "./set-report.ts";
export { supportOf, weakest } from "./support.ts";
export { compareImages, type Reported, type Verification, VerifyInput, verify } from "./verify.ts";
