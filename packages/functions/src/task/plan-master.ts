import "../secrets.ts";
import * as MasterReference from "@likeness/core/master-reference";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State PlanMaster: fixes every candidate's request. */
export const handler = task(jobInput, MasterReference.plan);
