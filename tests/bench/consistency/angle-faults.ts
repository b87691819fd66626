import type { AngleVerdict, Features } from "@likeness/core/consistency";

/** A turnaround with one fault of a known kind. */
export interface FaultySet {
  verdict: AngleVerdict;
  /** Indices of the views that stand wrong. */
  wrong: number[];
  views: Features[];
}

/**
 * Faults as generators make them, from twelve true views every 30° from the front on: a front at the back, a view
 * twice, sides exchanged, an order that breaks. `mirrored` holds mirrored pictures of some views by index.
 */
export function faultySets(views: readonly Features[], mirrored: ReadonlyMap<number, Features>): FaultySet[] {
  const put = (
    verdict: AngleVerdict,
    changes: ReadonlyArray<readonly [at: number, from: number]>,
  ): FaultySet => ({
    verdict,
    wrong: changes.map(([at]) => at),
    views: views.map((view, at) => {
      const from = changes.find(([to]) => to === at)?.[1];
      return from === undefined ? view : views[from]!;
    }),
  });
  return [
    put("front-face-on-back-view", [[6, 0]]),
    put("front-face-on-back-view", [[5, 1]]),
    put("front-face-on-back-view", [[7, 11]]),
    put("duplicate-of-neighbour", [[2, 3]]),
    put("duplicate-of-neighbour", [[8, 7]]),
    put("sides-exchanged", [
      [3, 9],
      [9, 3],
    ]),
    put("sides-exchanged", [[2, 10]]),
    ...[...mirrored].map(([at, view]) => ({
      verdict: "sides-exchanged" as const,
      wrong: [at],
      views: views.map((own, index) => (index === at ? view : own)),
    })),
    put("out-of-order", [
      [1, 3],
      [3, 1],
    ]),
    put("out-of-order", [
      [4, 8],
      [8, 4],
    ]),
    put("out-of-order", [[10, 7]]),
  ];
}
