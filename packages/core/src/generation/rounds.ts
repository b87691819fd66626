import type { Row } from "./record.ts";

/**
 * The rows of rounds of which anything was sent. A judging step that died after it had planned the next round left rows
 * that nobody sent: judging again must come to the same round and the same ids, not count that round as spent.
 */
export function begunRounds<R extends Pick<Row, "state" | "round">>(rows: R[]): R[] {
  const last = Math.max(0, ...rows.flatMap(({ state, round }) => (state === "planned" ? [] : [round])));
  return rows.filter(({ round }) => round <= last);
}
