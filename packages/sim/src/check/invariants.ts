import { checkAccounts } from "./accounts.ts";
import { checkEndings } from "./endings.ts";
import { checkLogs } from "./logs.ts";
import { checkPictures } from "./pictures.ts";
import { checkProfiles } from "./profiles.ts";
import type { Stores } from "./stores.ts";

/** A broken invariant: its number, and what was found. */
export interface Violation {
  invariant: string;
  message: string;
}

/** What a run did beyond the product, as far as the invariants allow for it. */
export interface Circumstances {
  /** The first ending of each job that a caller saw. */
  endings: ReadonlyMap<string, string>;
  /** Submissions whose answer was lost, or whose function died around them: each may leave one unnamed request. */
  lostSubmits: number;
  /** True when pictures or answers were spoiled: buying again is then right. */
  isSpoiled: boolean;
}

export type Check = (stores: Stores, circumstances: Circumstances) => Violation[];

/** All invariants over what a run left behind. */
export function checkInvariants(stores: Stores, circumstances: Circumstances): Violation[] {
  const checks: Check[] = [checkAccounts, checkEndings, checkPictures, checkProfiles, checkLogs];
  return checks.flatMap((check) => check(stores, circumstances));
}
