import "../secrets.ts";
import * as Generation from "@likeness/core/generation";
import { task } from "../task.ts";

/** States DecideRecovery and DecideDescription: what follows from a failure, and the next attempt's id. */
export const handler = task(Generation.RecoverInput, Generation.recover);
