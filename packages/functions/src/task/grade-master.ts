import * as MasterReference from "@likeness/core/master-reference";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State GradeMaster: picks the best candidate or asks for others. */
export const handler = task(jobInput, MasterReference.grade);
