import "../secrets.ts";
import * as Generation from "@likeness/core/generation";
import { task } from "../task.ts";

/** States SubmitGeneration and DescribeMaster: send one request to FAL; the webhook resumes the state. */
export const handler = task(Generation.SubmitInput, Generation.submit);
