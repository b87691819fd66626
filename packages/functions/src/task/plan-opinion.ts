import * as SecondOpinion from "@likeness/core/second-opinion";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State PlanOpinion: fixes the request to the vision model. */
export const handler = task(jobInput, SecondOpinion.plan);
