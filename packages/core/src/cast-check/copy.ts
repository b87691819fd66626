import type { Lab } from "../images/index.ts";
import { pairsAt } from "./align.ts";
import { difference } from "./difference.ts";
import type { Field } from "./field.ts";
import { type Light, lightOf, lit, SAME_LIGHT } from "./light.ts";
import type { Sighting } from "./subject-region.ts";
import { relit, type Template, templateOf } from "./template.ts";

/** Rows of the grid in which a copy is compared: details of a face are seen. */
const ROWS = 56;
/** A copy differs nowhere; whoever was drawn anew has moved at least a little in a good part of its outline. */
const DIFFERENT = 0.05;
const DIFFERENT_SHARE_MAX = 0.035;
/** Below this a figure is too small for details to tell. */
const HEIGHT_MIN_PIXELS = 110;
const STEPS = [-1, -0.5, 0, 0.5, 1];
const SCALES = [0.985, 1, 1.015];

/** Whether a figure is its reference's own pixels, moved and scaled: nobody who is drawn anew comes out so alike. */
export function isCopy({ suspect, spot, likeness, light }: Sighting, field: Field): boolean {
  if (likeness < 0.95 || spot.height < HEIGHT_MIN_PIXELS) return false;
  const template = templateOf(suspect.cutout, ROWS);
  const width = (spot.height * template.columns) / template.rows;
  let least = 1;
  for (const scale of SCALES) {
    for (const dy of STEPS) {
      for (const dx of STEPS) {
        const size = { width: width * scale, height: spot.height * scale };
        const left = spot.left + (spot.width - size.width) / 2 + dx;
        const top = spot.top + spot.height - size.height + dy;
        least = Math.min(
          least,
          differing(field, template, { spot: { ...size, left, top, score: 0 }, light }),
        );
      }
    }
  }
  return least <= DIFFERENT_SHARE_MAX;
}

/** Share of the squares that are not the reference's, in the light of this one figure. */
function differing(
  field: Field,
  template: Template,
  { spot, light }: { spot: Sighting["spot"]; light: Light },
): number {
  const start = relit(template, (color) => lit(light, color));
  const pairs = pairsAt(field, start, spot, 0);
  const own = lightOf(
    pairs.map(({ cell, there }): { from: Lab; to: Lab } => ({ from: cell.color, to: there })),
  );
  const exact = pairs.length > 0 ? own : SAME_LIGHT;
  const wrong = pairs.filter(({ cell, there }) => difference(lit(exact, cell.color), there) > DIFFERENT);
  return pairs.length === 0 ? 1 : wrong.length / pairs.length;
}
