/** A step of the turnaround counts, and so does every second one: half as much, for it is longer anyway. */
const SECOND_WEIGHT = 0.5;
/** Views further apart than this share of the round are not exchanged: a front and a back are often alike in outline. */
const REACH_SHARE = 0.35;

export interface Swap {
  /** Indices of the two views that should change places. */
  one: number;
  other: number;
  /** How much shorter the way through all views becomes, in usual steps. */
  gain: number;
}

/**
 * The exchange of two views that shortens the way through the turnaround most: in the right order each view is like
 * its neighbours. `order` lists the views by azimuth; undefined for fewer than five.
 */
export function bestSwap(
  straight: number[][],
  { order, usual }: { order: readonly number[]; usual: number },
): Swap | undefined {
  if (order.length < 5 || usual <= 0) return undefined;
  const before = wayLength(straight, order);
  let best: Swap | undefined;
  for (let first = 0; first < order.length; first++) {
    for (let second = first + 1; second < order.length; second++) {
      const apart = Math.min(second - first, order.length - second + first);
      if (apart > REACH_SHARE * order.length) continue;
      const swapped = [...order];
      const [one, other] = [order[first] ?? 0, order[second] ?? 0];
      swapped[first] = other;
      swapped[second] = one;
      const gain = (before - wayLength(straight, swapped)) / usual;
      if (best === undefined || gain > best.gain) best = { one, other, gain };
    }
  }
  return best;
}

function wayLength(straight: number[][], order: readonly number[]): number {
  let length = 0;
  for (let at = 0; at < order.length; at++) {
    const own = straight[order[at] ?? 0];
    length += own?.[order[(at + 1) % order.length] ?? 0] ?? 0;
    length += SECOND_WEIGHT * (own?.[order[(at + 2) % order.length] ?? 0] ?? 0);
  }
  return length;
}
