import type { Body, Pose } from "./body.ts";
import type { Camera } from "./camera.ts";
import type { Canvas } from "./paint.ts";
import type { Character } from "./subject.ts";

/** What every part of a figure needs to draw itself. */
export interface Stage {
  readonly canvas: Canvas;
  readonly camera: Camera;
  readonly character: Character;
  readonly body: Body;
  readonly pose: Pose;
}

/**
 * The painter's order of a figure, far to near. Things to one side of the axis (arms, bags, ears) use their own
 * depth, between about -18 and 18; shells around the axis use these numbers for their near and far walls.
 */
export const DEPTH = {
  hairFar: -4,
  capeFar: -3.2,
  skirtFar: -1.9,
  leg: -1.2,
  torso: 0,
  bottom: 0.1,
  top: 0.2,
  skirt: 0.3,
  apron: 0.6,
  belt: 0.8,
  over: 1.5,
  strap: 1.9,
  neck: 2.2,
  cape: 8,
  head: 5,
  scarf: 5.7,
  hairLong: 9.5,
} as const;
