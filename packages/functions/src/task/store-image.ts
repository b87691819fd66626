import "../secrets.ts";
import * as Generation from "@likeness/core/generation";
import { task } from "../task.ts";

/** State StoreImage: downloads, checks, encodes and stores the answered picture. */
export const handler = task(Generation.StoreInput, Generation.store);
