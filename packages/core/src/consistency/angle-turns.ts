import { prepared } from "./distance-prepared.ts";
import { overlaid } from "./distance-raster.ts";
import { overlap } from "./distance-shape.ts";
import type { Features } from "./features.ts";

/** How much coverage and outline weigh beside colour in the distance between two poses. */
const COVER_WEIGHT = 0.4;
const OUTLINE_WEIGHT = 0.3;

/** How differently turned two views of one figure look; sides count, so a mirrored view is another pose. */
function turnDistance(one: Features, other: Features, isMirrored = false): number {
  const [a, b] = [prepared(one), prepared(other)];
  const cells = overlaid(a.cells, b.cells, isMirrored);
  const outline = 1 - overlap(isMirrored ? a.mirrored : a.outline, b.outline);
  return cells.color + COVER_WEIGHT * cells.cover + OUTLINE_WEIGHT * outline;
}

/**
 * Copies of one picture, encoded anew or resized, are nearer than this; views 30° apart of a figure that is much the same
 * from both sides (the back of a robe) are 0.1 from one another, those of other figures 0.15 and more.
 */
const SAME_VIEW_MAX = 0.05;

/** Whether two pictures show a figure from one and the same side, whatever sides were asked for. */
export function isSameView(one: Features, other: Features): boolean {
  return turnDistance(one, other) <= SAME_VIEW_MAX;
}

/** Distances of all views of a turnaround, as they are and with one of both mirrored. */
export interface Turns {
  straight: number[][];
  mirrored: number[][];
}

export function turnsOf(views: readonly Features[]): Turns {
  const table = (isMirrored: boolean) => {
    const rows = views.map(() => views.map(() => 0));
    views.forEach((one, at) => {
      for (let to = isMirrored ? at : at + 1; to < views.length; to++) {
        const other = views[to];
        const value = other === undefined ? 0 : turnDistance(one, other, isMirrored);
        const [own, back] = [rows[at], rows[to]];
        if (own) own[to] = value;
        if (back) back[at] = value;
      }
    });
    return rows;
  };
  return { straight: table(false), mirrored: table(true) };
}
