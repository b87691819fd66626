import * as CompositeShot from "@likeness/core/composite-shot";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State SaveComposite: the best try becomes the result. */
export const handler = task(jobInput, CompositeShot.save);
