import type { Turns } from "./angle-turns.ts";
import { gapBetween } from "./compare.ts";
import type { Surroundings } from "./set-neighbours.ts";
import { median } from "./set-standing.ts";

/** What tells whether one view stands where it should. */
export interface AngleSigns {
  /** Mean distance to both neighbours over the distance between them: about a half where all is well, over 1 where not. */
  detour: number;
  /** Distance to the nearest neighbour over the usual distance of neighbours: near 0 for the same picture twice. */
  nearest: number;
  /** Index of that neighbour. */
  nearestView: number | undefined;
  /** Distance to the other neighbour over the usual one. */
  furthest: number;
  /** Distance to the most alike view elsewhere over the mean distance to the neighbours, and its index. */
  elsewhere: number;
  elsewhereView: number | undefined;
  /** Distance to the neighbours when mirrored over the distance as it is; without a neighbour that its mirror image is nearer to. */
  mirrored: number;
  /** Usual distance of neighbours in this set: figures that look alike from all sides have next to none. */
  usual: number;
}

/** A view this far away is no neighbour. */
const ELSEWHERE_MIN_DEGREES = 50;
const TINY = 1e-4;

/** Signs of each view; undefined where it has no neighbour on both sides. */
export function angleSigns(
  { straight, mirrored }: Turns,
  { angles, around }: { angles: readonly number[]; around: readonly Surroundings[] },
): Array<AngleSigns | undefined> {
  const usual = usualDistance(straight, around);
  return around.map(({ left, right }, own) => {
    if (left === undefined || right === undefined || left === right) return undefined;
    const at = (table: number[][], other: number) => table[own]?.[other] ?? 0;
    const beside = (at(straight, left) + at(straight, right)) / 2;
    const chord = straight[left]?.[right] ?? 0;
    const nearestView = at(straight, left) <= at(straight, right) ? left : right;
    const far = angles.flatMap((angle, other) => {
      const apart = gapBetween({ angleA: angles[own], angleB: angle }) ?? 0;
      return other !== own && apart > ELSEWHERE_MIN_DEGREES ? [other] : [];
    });
    const elsewhereView = far.reduce<number | undefined>(
      (best, other) => (best === undefined || at(straight, other) < at(straight, best) ? other : best),
      undefined,
    );
    const told = [left, right].filter((other) => !isNearerMirrored(angles[own] ?? 0, angles[other] ?? 0));
    return {
      detour: (beside + TINY) / (chord + TINY),
      nearest: (at(straight, nearestView) + TINY) / (usual + TINY),
      nearestView,
      furthest: (Math.max(at(straight, left), at(straight, right)) + TINY) / (usual + TINY),
      elsewhere: elsewhereView === undefined ? 1 : (at(straight, elsewhereView) + TINY) / (beside + TINY),
      elsewhereView,
      mirrored:
        (meanOf(told.map((other) => at(mirrored, other))) + TINY) /
        (meanOf(told.map((other) => at(straight, other))) + TINY),
      usual,
    };
  });
}

/**
 * Mirrored, a view stands at the azimuth across the front: where steps straddle the front or the back, that is where a
 * neighbour stands, and being like it mirrored is what is expected.
 */
function isNearerMirrored(own: number, neighbour: number): boolean {
  const apart = (angle: number) => gapBetween({ angleA: angle, angleB: neighbour }) ?? 180;
  return apart(-own) < apart(own);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function usualDistance(straight: number[][], around: readonly Surroundings[]): number {
  return median(
    around.flatMap(({ right }, own) => (right === undefined ? [] : [straight[own]?.[right] ?? 0])),
  );
}
