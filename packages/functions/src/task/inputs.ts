import { idSchema } from "@likeness/core/ids";
import * as z from "zod";

/** States that work on a whole job are told its id and read the rest. */
export const jobInput = z.object({ jobId: idSchema("job") });

export const generationInput = jobInput.extend({ generationId: idSchema("generation") });
