import "../secrets.ts";
import { reconcile } from "@likeness/core/reconcile";

/** Every two minutes: completes what a lost webhook left open, starts and ends what fell through. */
export const handler = () => reconcile();
