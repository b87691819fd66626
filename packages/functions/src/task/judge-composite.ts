import "../secrets.ts";
import * as CompositeShot from "@likeness/core/composite-shot";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State JudgeComposite: who is who in the picture, and whether to try again. */
export const handler = task(jobInput, (input) => CompositeShot.judge(input, CompositeShot.lookForCast));
