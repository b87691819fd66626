import type { Bill } from "@likeness/fal-sandbox";

/**
 * The wall time no schedule can beat by more than chance: the given times (ms), in order, each on the first of
 * `slots` that is free. It is the list schedule of what the provider really took.
 */
export function listScheduleMs(timesMs: number[], slots: number): number {
  const freeAt = Array.from({ length: Math.max(1, slots) }, () => 0);
  for (const time of timesMs) {
    const first = freeAt.indexOf(Math.min(...freeAt));
    freeAt[first] = (freeAt[first] ?? 0) + time;
  }
  return Math.max(...freeAt);
}

/** How long the provider worked on each of some requests, in the order it started them. */
export function inferenceTimesMs(bill: Bill, isWanted: (endpointId: string) => boolean): number[] {
  return bill.requests
    .filter(({ endpointId }) => isWanted(endpointId))
    .flatMap(({ inferenceStartedAtMs: start, inferenceEndedAtMs: end }) =>
      start === undefined || end === undefined ? [] : [{ start, ms: end - start }],
    )
    .sort((a, b) => a.start - b.start)
    .map(({ ms }) => ms);
}
