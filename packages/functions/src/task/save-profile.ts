import * as Profile360 from "@likeness/core/profile-360";
import * as z from "zod";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

const input = jobInput.extend({ verdict: z.enum(["complete", "partial", "simplified", "needs-review"]) });

/** State SaveProfile: records the collection and ends the job. */
export const handler = task(input, Profile360.save);
