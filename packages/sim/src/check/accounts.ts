import type { BillEntry } from "../../../fal-sandbox/src/bill.ts";
import type { Check, Violation } from "./invariants.ts";
import type { GenerationRow, JobRow, Stores } from "./stores.ts";

const MICRO_PER_USD = 1_000_000;

/** I1, I2, I3 and I10: every accepted request has one row, the ledger is the bill, and nothing was bought twice. */
export const checkAccounts: Check = (stores, circumstances) => [
  ...oneRowPerRequest(stores),
  ...unnamedRequests(stores, circumstances.lostSubmits),
  ...ledgerIsBill(stores),
  ...(circumstances.isSpoiled ? [] : boughtTwice(stores)),
  ...stores.jobs.flatMap((job) => reservation(job, stores)),
];

/** Requests of the bill that no row names. */
export function unnamed({ bill, generations }: Pick<Stores, "bill" | "generations">): BillEntry[] {
  const named = new Set(generations.map(({ requestId }) => requestId));
  return bill.filter(({ requestId }) => !named.has(requestId));
}

function oneRowPerRequest({ generations, bill }: Stores): Violation[] {
  const known = new Set(bill.map(({ requestId }) => requestId));
  const seen = new Set<string>();
  return generations.flatMap(({ requestId, generationId }) => {
    if (requestId === undefined) return [];
    const problems: Violation[] = [];
    if (seen.has(requestId)) problems.push({ invariant: "I2", message: `${requestId} completed two rows` });
    if (!known.has(requestId))
      problems.push({
        invariant: "I3",
        message: `${generationId} names ${requestId}, which nobody accepted`,
      });
    seen.add(requestId);
    return problems;
  });
}

/** The unavoidable window: accepted, but the answer was lost. At most one per lost answer, and marked. */
function unnamedRequests(stores: Stores, lostSubmits: number): Violation[] {
  const lost = unnamed(stores);
  const suspects = stores.generations.filter(({ isSuspect, requestId }) => isSuspect && !requestId);
  if (lost.length <= suspects.length && lost.length <= lostSubmits) return [];
  const message = `${lost.length} accepted requests have no row; ${suspects.length} rows are suspect, ${lostSubmits} answers were lost`;
  return [{ invariant: "I1", message }];
}

function ledgerIsBill(stores: Stores): Violation[] {
  const { generations, bill } = stores;
  const forgotten = new Set(unnamed(stores).map(({ requestId }) => requestId));
  const billed = micro(bill.filter(({ requestId }) => !forgotten.has(requestId)).map(({ usd }) => usd));
  const ledger = spent(generations);
  if (billed === ledger) return [];
  const different = generations.flatMap((row) => differenceOf(row, bill));
  const message = `the ledger says ${ledger} µ$, the bill ${billed} µ$ (${different.join(", ")})`;
  return [{ invariant: "I1", message }];
}

function differenceOf(
  { requestId, slot, attempt, state, charged, priceMicroUsd }: GenerationRow,
  bill: BillEntry[],
) {
  const entry = bill.find((each) => each.requestId === requestId);
  const ours = charged ? priceMicroUsd : 0;
  const theirs = Math.round((entry?.usd ?? 0) * MICRO_PER_USD);
  return ours === theirs ? [] : [`slot ${slot} attempt ${attempt}, ${state}: ${ours} and ${theirs}`];
}

/** More than one billed request for one slot in one round, where every picture came and no answer was lost. */
function boughtTwice({ generations, bill }: Stores): Violation[] {
  const paid = new Set(bill.flatMap(({ requestId, usd }) => (usd > 0 ? [requestId] : [])));
  const slots = grouped(generations);
  return [...slots].flatMap(([slot, rows]) => {
    const bought = rows.filter(({ requestId, isSuspect }) => requestId && paid.has(requestId) && !isSuspect);
    if (bought.length < 2) return [];
    return [{ invariant: "I1", message: `${slot} was bought ${bought.length} times` }];
  });
}

/** What is set aside for a job with a limit is what it spent, and what a lost answer may have spent. */
function reservation(job: JobRow, { generations }: Stores): Violation[] {
  if (job.budgetMicroUsd === undefined) return [];
  const own = generations.filter(({ jobId }) => jobId === job.jobId);
  const open = own.filter(({ charged, isSuspect, state }) => !charged && (isSuspect || state === "pending"));
  const least = spent(own);
  const most = least + open.reduce((sum, { priceMicroUsd }) => sum + priceMicroUsd, 0);
  const reserved = job.reservedMicroUsd ?? 0;
  if (reserved >= least && reserved <= most && reserved <= job.budgetMicroUsd) return [];
  const message = `${job.jobId} has ${reserved} µ$ set aside, but spent ${least} and may have spent ${most}`;
  return [{ invariant: "I10", message }];
}

function spent(rows: GenerationRow[]): number {
  return rows.reduce((sum, { charged, priceMicroUsd }) => sum + (charged ? priceMicroUsd : 0), 0);
}

function micro(usd: number[]): number {
  return usd.reduce((sum, each) => sum + Math.round(each * MICRO_PER_USD), 0);
}

function grouped(rows: GenerationRow[]): Map<string, GenerationRow[]> {
  const groups = new Map<string, GenerationRow[]>();
  for (const row of rows) {
    const slot = `${row.jobId} ${row.slot} in round ${row.round}`;
    groups.set(slot, [...(groups.get(slot) ?? []), row]);
  }
  return groups;
}
