import "../secrets.ts";
import * as Profile360 from "@likeness/core/profile-360";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State JudgeProfile: how alike what is there is, what is missing or failing, what to render next. */
export const handler = task(jobInput, Profile360.judge);
