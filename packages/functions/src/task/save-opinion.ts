import * as SecondOpinion from "@likeness/core/second-opinion";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State SaveOpinion: the job ends with the opinion, or with why there is none. */
export const handler = task(jobInput, SecondOpinion.save);
