import type { PictureTruth } from "../../packages/fal-sandbox/src/index.ts";
import type { JobBody } from "../support/job.ts";

const COMPLETE_MIN = 0.95;
const PRICE_MAX = 1.35;
const LIKENESS_MIN = 0.7;
/** A drift that changes less of the picture than this is not to be seen. */
const VISIBLE_SHARE = 0.01;

/** How one profile ended, against the truth of its pictures. */
export interface Outcome {
  isComplete: boolean;
  overallScore: number;
  /** Paid pictures by asked angles. */
  priceFactor: number;
  pictures: number;
  /** Pictures in the collection that visibly drifted. */
  driftedLeft: number;
  /** Faithful pictures that were drawn again all the same. */
  repairedInVain: number;
}

interface Known {
  truths: readonly PictureTruth[];
  /** FAL's request ids by media id. */
  requestIds: Map<string, string>;
}

/** What became of a profile; the truth is found by the provider's ids of its attempts. */
export function outcomeOf(job: JobBody, { truths, requestIds }: Known): Outcome {
  const byRequest = new Map(truths.map((truth) => [truth.requestId, truth]));
  const { attempts } = job;
  const isDrifted = (mediaId: string | undefined) =>
    (byRequest.get(requestIds.get(mediaId ?? "") ?? "")?.alteredShare ?? 0) >= VISIBLE_SHARE;
  const result = job.result as unknown as
    | { status: string; images: Array<{ mediaId: string }>; consistency: { overallScore: number | null } }
    | undefined;
  const kept = new Set((result?.images ?? []).map(({ mediaId }) => mediaId));
  const priceOf = (rounds: typeof attempts) => rounds.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const repaired = new Set(attempts.filter(({ round }) => round > 0).map(({ slot }) => slot));
  const first = attempts.filter(({ round }) => round === 0);
  return {
    isComplete: result?.status === "complete",
    overallScore: result?.consistency.overallScore ?? 0,
    priceFactor: priceOf(attempts) / Math.max(1e-9, priceOf(first)),
    pictures: kept.size,
    driftedLeft: attempts.filter(({ mediaId }) => kept.has(mediaId ?? "") && isDrifted(mediaId)).length,
    repairedInVain: first.filter(({ slot, mediaId }) => repaired.has(slot) && !isDrifted(mediaId)).length,
  };
}

/** All profiles together, and whether they reach the goals. */
export function summaryOf(outcomes: readonly Outcome[]) {
  const total = (of: (outcome: Outcome) => number) => outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const good = outcomes.filter(({ isComplete, overallScore }) => isComplete && overallScore >= LIKENESS_MIN);
  const completeShare = good.length / Math.max(1, outcomes.length);
  const priceFactor = total((outcome) => outcome.priceFactor) / Math.max(1, outcomes.length);
  return {
    profiles: outcomes.length,
    completeShare,
    priceFactor,
    pictures: total(({ pictures }) => pictures),
    driftedLeft: total(({ driftedLeft }) => driftedLeft),
    repairedInVain: total(({ repairedInVain }) => repairedInVain),
    ok: completeShare >= COMPLETE_MIN && priceFactor <= PRICE_MAX,
  };
}
