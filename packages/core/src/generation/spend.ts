import type { Row } from "./record.ts";

/** What the attempts of a job cost so far, in micro-dollars: every request the provider took and did not fail. */
export function spentMicroUsd(rows: Row[]): number {
  return rows.filter((row) => row.charged).reduce((sum, row) => sum + row.priceMicroUsd, 0);
}
