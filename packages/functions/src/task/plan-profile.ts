import * as Profile360 from "@likeness/core/profile-360";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State PlanProfile: fixes every angle's request. */
export const handler = task(jobInput, Profile360.plan);
