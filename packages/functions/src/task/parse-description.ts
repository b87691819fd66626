import * as MasterReference from "@likeness/core/master-reference";
import { task } from "../task.ts";
import { generationInput } from "./inputs.ts";

/** State ParseDescription: reads the vision model's answer. */
export const handler = task(generationInput, MasterReference.parseDescription);
