import * as CompositeShot from "@likeness/core/composite-shot";
import { task } from "../task.ts";
import { jobInput } from "./inputs.ts";

/** State PlanComposite: fixes the next request of a scene. */
export const handler = task(jobInput, CompositeShot.plan);
