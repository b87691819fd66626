import type { Row } from "./record.ts";

/** Why an attempt gave no picture, in words for the user; undefined when nothing is known to have failed. */
export function reasonOf({ fault, outcome, recovery }: Row): string | undefined {
  return fault?.message ?? outcome?.error?.message ?? recovery;
}
