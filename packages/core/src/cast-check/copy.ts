import type { Lab } from "../images/index.ts";
import { fit, pairsAt } from "./align.ts";
import { difference } from "./difference.ts";
import type { Field } from "./field.ts";
import { lightOf, lit } from "./light.ts";
import type { Spot } from "./search.ts";
import type { Sighting } from "./subject-region.ts";
import { relit, type Template, templateOf } from "./template.ts";

/** Rows of the grid in which a copy is compared: details of a face are seen. */
const ROWS = 56;
/**
 * Half of a copy's squares differ by less than the first, 19 of 20 by less than the second. Other light from another
 * side misses the first, whoever was drawn anew has moved at least a little and misses the second.
 */
const MIDDLE_MAX = 0.0085;
const NEARLY_ALL_MAX = 0.053;
/** Below this a figure is too small for details to tell. */
const HEIGHT_MIN_PIXELS = 110;
const LIKENESS_MIN = 0.95;
const STEPS = [-1, -0.5, 0, 0.5, 1];
const SCALES = [0.985, 1, 1.015];

/** So many places are compared in a light of their own; the others only quickly. */
const COMPARED = 3;

/** Whether a figure is its reference's own pixels, moved and scaled: nobody who is drawn anew comes out so alike. */
export function isCopy({ suspect, spot, likeness, light }: Sighting, field: Field): boolean {
  if (likeness < LIKENESS_MIN || spot.height < HEIGHT_MIN_PIXELS) return false;
  const template = relit(templateOf(suspect.cutout, ROWS), (color) => lit(light, color));
  return placesAround(field, template, spot).some((place) => isSameAt(field, template, place));
}

/** The places around a spot at which a figure fits best, pixel by pixel. */
function placesAround(field: Field, template: Template, spot: Spot): Spot[] {
  const shape = template.columns / template.rows;
  const places = SCALES.flatMap((scale) => {
    const height = spot.height * scale;
    const width = height * shape;
    const left = spot.left + (spot.width - width) / 2;
    const top = spot.top + spot.height - height;
    return STEPS.flatMap((dy) =>
      STEPS.map((dx) => ({ left: left + dx, top: top + dy, width, height, score: 0 })),
    );
  });
  const scored = places.map((place) => ({ ...place, score: fit(field, template, { spot: place }) }));
  return scored.sort((a, b) => b.score - a.score).slice(0, COMPARED);
}

/** Whether the reference's own squares are at a place, in the light of this one figure. */
function isSameAt(field: Field, template: Template, spot: Spot): boolean {
  const pairs = pairsAt(field, template, spot, 0);
  const light = lightOf(
    pairs.map(({ cell, there }): { from: Lab; to: Lab } => ({ from: cell.color, to: there })),
  );
  const apart = pairs
    .map(({ cell, there }) => difference(lit(light, cell.color), there))
    .sort((a, b) => a - b);
  const at = (share: number) => apart[Math.floor(share * (apart.length - 1))] ?? 1;
  return at(0.5) <= MIDDLE_MAX && at(0.95) <= NEARLY_ALL_MAX;
}
