import type { Row } from "./record.ts";
import { move, type Ref } from "./rows.ts";

/**
 * Puts a paid picture that could not be taken into a later round: the state that waits for it finds the answer on the
 * row and stores it; nothing is sent. Its failures are counted anew. Idempotent.
 */
export async function retake(row: Row, round: number): Promise<Ref> {
  await move(row, { from: ["answered", "resumed"], set: { round, failures: [] } });
  return { jobId: row.jobId, generationId: row.generationId };
}
