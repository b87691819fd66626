import { median, rounded, type Target } from "./report.ts";

/** What a comparison was made with: how long the model takes, and how many pictures it draws at a time. */
export interface Case {
  latencyMs: number;
  concurrency: number;
}

/** One round of a case; everything in milliseconds. */
export interface Round {
  oursMs: number;
  /** The list schedule of the times that the pictures of our run really took. */
  idealMs: number;
  theirsMs: number;
  /** Ingest of twelve such pictures at once, and nothing else. */
  bareIngestMs: number;
}

/** Medians over the rounds; ratios and differences are taken round by round first. */
export interface Summary extends Case {
  oursMs: number;
  idealMs: number;
  theirsMs: number;
  bareIngestMs: number;
  ratio: number;
  overheadMs: number;
  speedup: number;
}

export function summarize({ latencyMs, concurrency }: Case, rounds: Round[]): Summary {
  const over = (of: (round: Round) => number) => median(rounds.map(of));
  return {
    ...{ latencyMs, concurrency },
    oursMs: over(({ oursMs }) => oursMs),
    idealMs: over(({ idealMs }) => idealMs),
    theirsMs: over(({ theirsMs }) => theirsMs),
    bareIngestMs: over(({ bareIngestMs }) => bareIngestMs),
    ratio: over(({ oursMs, idealMs }) => oursMs / idealMs),
    overheadMs: over(({ oursMs, idealMs }) => oursMs - idealMs),
    speedup: over(({ oursMs, theirsMs }) => theirsMs / oursMs),
  };
}

/** Wall time over the ideal where the queue decides, by latency in milliseconds. */
const RATIO_MAX: Record<number, number> = { 3000: 1.15, 1000: 1.35 };
/** How much faster than batches with barriers where there is a slot for every picture. */
const SPEEDUP_MIN: Record<number, number> = { 3000: 2, 1000: 1.5 };
const FIXED_OVERHEAD_MS = 500;
const INGEST_FACTOR = 1.2;
const ALL_AT_ONCE = 12;

/** What a case must reach; with a slot for every picture the machine's own ingest is what is left to wait for. */
export function targetsOf(summary: Summary): Target[] {
  const { latencyMs, concurrency, ratio, overheadMs, bareIngestMs, speedup } = summary;
  const of = `c = ${concurrency}, t = ${latencyMs / 1000} s`;
  const isAllAtOnce = concurrency >= ALL_AT_ONCE;
  const ratioMax = RATIO_MAX[latencyMs];
  const near: Target[] = isAllAtOnce
    ? [
        {
          name: `${of}: milliseconds over the ideal`,
          value: rounded(overheadMs, 0),
          atMost: rounded(FIXED_OVERHEAD_MS + INGEST_FACTOR * bareIngestMs, 0),
        },
      ]
    : ratioMax === undefined
      ? []
      : [{ name: `${of}: wall / ideal`, value: rounded(ratio, 3), atMost: ratioMax }];
  const faster = (isAllAtOnce ? SPEEDUP_MIN[latencyMs] : undefined) ?? 1;
  return [...near, { name: `${of}: times faster than batches`, value: rounded(speedup, 2), atLeast: faster }];
}
