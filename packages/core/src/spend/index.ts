import { inputError } from "../errors.ts";
import { microUsdToUsd } from "../fal/index.ts";
import { SPEND } from "../limits.ts";
import { authorize } from "../project/index.ts";
import { spends } from "./record.ts";

export { countEntry, type Entry, settleEntry } from "./record.ts";

/** Days of a report, both included, as `2026-01-31` (UTC). */
export interface Period {
  from?: string | undefined;
  to?: string | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What a project of the caller was billed: in all, by operation, by model and by day; by default over the last 31 days.
 * Submissions of which nobody can tell whether they were billed are counted apart, as suspects.
 */
export async function ofProject(projectId: string, period: Period, now = Date.now()) {
  await authorize(projectId);
  const { from, to } = checked(period, now);
  const range = spends()
    .query.primary({ projectId })
    .between({ day: from }, { day: `${to}~` });
  const { data } = await range.go({ pages: "all" });
  const rows = data.map(({ submissions = 0, microUsd = 0, suspects = 0, suspectMicroUsd = 0, ...row }) => ({
    ...row,
    ...{ submissions, microUsd, suspects, suspectMicroUsd },
  }));
  return {
    ...{ projectId, from, to },
    ...amountOf(rows),
    suspects: {
      submissions: sum(rows, ({ suspects }) => suspects),
      usd: microUsdToUsd(sum(rows, ({ suspectMicroUsd }) => suspectMicroUsd)),
    },
    byOperation: grouped(rows, "operation"),
    byModel: grouped(rows, "model"),
    byDay: grouped(rows, "day"),
  };
}

function checked({ from, to }: Period, now: number): { from: string; to: string } {
  const last = to ?? dayOf(now);
  const first = from ?? dayOf(Date.parse(last) - (SPEND.daysDefault - 1) * DAY_MS);
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  if (days >= 1 && days <= SPEND.daysMax) return { from: first, to: last };
  const message = days < 1 ? `is after ${last}` : `is more than ${SPEND.daysMax} days before ${last}`;
  throw inputError("spend.period", [{ field: "from", message }]);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

interface Counted {
  operation: string;
  model: string;
  day: string;
  submissions: number;
  microUsd: number;
}

/** One line per value of a field, in the order of its values. */
function grouped<F extends "operation" | "model" | "day">(rows: Counted[], field: F) {
  const values = [...new Set(rows.filter(({ submissions }) => submissions > 0).map((row) => row[field]))];
  return values
    .sort()
    .map((value) => ({ [field]: value, ...amountOf(rows.filter((row) => row[field] === value)) }));
}

function amountOf(rows: Counted[]) {
  return {
    submissions: sum(rows, ({ submissions }) => submissions),
    usd: microUsdToUsd(sum(rows, ({ microUsd }) => microUsd)),
  };
}

function sum<T>(rows: T[], amount: (row: T) => number): number {
  return rows.reduce((total, row) => total + amount(row), 0);
}
