import * as MasterReference from "@likeness/core/master-reference";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State SaveMaster: records the master reference and ends the job. */
export const handler = task(jobInput, MasterReference.save);
