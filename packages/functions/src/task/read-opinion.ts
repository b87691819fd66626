import * as SecondOpinion from "@likeness/core/second-opinion";
import { task } from "../task.ts";
import { generationInput } from "./inputs.ts";

/** State ReadOpinion: reads the vision model's answer. */
export const handler = task(generationInput, SecondOpinion.read);
