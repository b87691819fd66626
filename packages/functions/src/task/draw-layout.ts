import "../secrets.ts";
import * as CompositeShot from "@likeness/core/composite-shot";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State DrawLayout: draws who stands where, for a control model to follow. */
export const handler = task(jobInput, CompositeShot.drawLayout);
