import * as Profile360 from "@likeness/core/profile-360";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State JudgeProfile: what is there, what is missing, what to render next. */
export const handler = task(jobInput, Profile360.judge);
