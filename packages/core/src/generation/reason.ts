import { FAL_RECOVERY } from "../fal/index.ts";
import type { Row } from "./record.ts";

/** Why an attempt gave no picture, in words for the user; undefined when nothing is known to have failed. */
export function reasonOf({ fault, outcome, recovery }: Row): string | undefined {
  return fault?.message ?? outcome?.error?.message ?? recovery;
}

const HOPELESS = new Set([
  "FalAuthenticationFailed",
  "FalAccountLocked",
  "FalContentPolicy",
  "JobStopped",
  "StorageQuotaExceeded",
]);

/** Whether another attempt would end as this one did; it would only be paid for. */
export function isHopeless({ fault, outcome }: Row): boolean {
  return HOPELESS.has(fault?.name ?? outcome?.error?.name ?? "");
}

/**
 * Whether FAL's picture is there and good as far as is known, and only we failed to take it: it is to be taken again,
 * never bought again.
 */
export function isUntaken({ outcome, fault, state }: Row): boolean {
  if (!outcome?.imageUrl || (state !== "answered" && state !== "resumed")) return false;
  // Nothing noted: the step died before it could say anything.
  if (!fault) return true;
  const table: Readonly<Record<string, { action: string }>> = FAL_RECOVERY;
  return !Object.hasOwn(table, fault.name) || table[fault.name]?.action === "take";
}
