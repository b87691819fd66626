import { gapBetween } from "./compare.ts";

/** Views further apart than this have too little in common to expect one from the other. */
const NEIGHBOUR_MAX_DEGREES = 75;
const OPPOSITE_MIN_DEGREES = 165;

/** Who stands where around one view, as indices into the set. */
export interface Surroundings {
  /** Nearest view on either side, if it is near enough. */
  left: number | undefined;
  right: number | undefined;
  opposite: number | undefined;
}

/** Surroundings of each view by its azimuth; views at the very same azimuth are no neighbours. */
export function surroundings(angles: readonly number[]): Surroundings[] {
  return angles.map((angle, own) => {
    let left: number | undefined;
    let right: number | undefined;
    let opposite: number | undefined;
    const nearer = (turn: number, other: number | undefined) =>
      turn <= NEIGHBOUR_MAX_DEGREES && (other === undefined || turn < turned(angle, angles[other] ?? 0));
    angles.forEach((candidate, at) => {
      if (at === own) return;
      const onward = turned(angle, candidate);
      if (onward > 0 && nearer(onward, right)) right = at;
      const back = turned(candidate, angle);
      const known = left === undefined ? NEIGHBOUR_MAX_DEGREES + 1 : turned(angles[left] ?? 0, angle);
      if (back > 0 && back <= NEIGHBOUR_MAX_DEGREES && back < known) left = at;
      if ((gapBetween({ angleA: angle, angleB: candidate }) ?? 0) >= OPPOSITE_MIN_DEGREES) opposite = at;
    });
    return { left, right, opposite };
  });
}

/** Degrees from one azimuth onward to another, 0 to 359. */
function turned(from: number, to: number): number {
  return (((to - from) % 360) + 360) % 360;
}
