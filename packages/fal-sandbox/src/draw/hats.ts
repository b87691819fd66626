import { drawBrimmed, drawTricorn } from "./hats-brimmed.ts";
import { drawBeanie, drawBeret, drawCapHat, drawHelmet } from "./hats-domed.ts";
import { drawBand, drawCrown, drawFlowers, drawHeadphones } from "./hats-open.ts";
import { drawBubble, drawChef, drawHood } from "./hats-tall.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Garment, worn } from "./subject.ts";

/** The painter's depth of what sits on the hair. */
export const ABOVE = DEPTH.head + 0.4;

/** Hats, helmets, hoods and crowns. */
export function drawHat(stage: Stage): void {
  const hat = worn(stage.character, "head");
  if (hat === undefined) return;
  const draw = HATS[hat.kind];
  if (draw !== undefined) draw(stage, hat);
}

type DrawHat = (stage: Stage, hat: Garment) => void;

const HATS: Readonly<Record<string, DrawHat>> = {
  brim: (stage, hat) =>
    drawBrimmed(stage, hat, {
      brim: 1.62,
      crown: [
        [0, 1.0],
        [0.28, 0.98],
        [0.5, 0.9],
        [0.62, 0.6],
        [0.6, 0.2],
      ],
    }),
  straw: (stage, hat) =>
    drawBrimmed(stage, hat, {
      brim: 1.85,
      crown: [
        [0, 1.0],
        [0.22, 0.98],
        [0.42, 0.82],
        [0.52, 0.5],
        [0.55, 0.1],
      ],
    }),
  wizard: (stage, hat) =>
    drawBrimmed(stage, hat, {
      brim: 1.7,
      crown: [
        [0, 1.02],
        [0.3, 0.8],
        [0.75, 0.5],
        [1.15, 0.26],
        [1.55, 0.03],
      ],
    }),
  top: (stage, hat) =>
    drawBrimmed(stage, hat, {
      brim: 1.4,
      crown: [
        [0, 0.92],
        [0.4, 0.88],
        [0.85, 0.93],
        [0.92, 0.9],
        [0.93, 0.1],
      ],
    }),
  tricorn: (stage, hat) => drawTricorn(stage, hat),
  cap: (stage, hat) => drawCapHat(stage, hat, { rise: 0.72, visor: 0.62, band: false }),
  captain: (stage, hat) => drawCapHat(stage, hat, { rise: 0.72, visor: 0.42, band: true }),
  beanie: (stage, hat) => drawBeanie(stage, hat),
  beret: (stage, hat) => drawBeret(stage, hat),
  crown: (stage, hat) => drawCrown(stage, hat),
  helmet: (stage, hat) => drawHelmet(stage, hat, false),
  horned: (stage, hat) => drawHelmet(stage, hat, true),
  bubble: (stage, hat) => drawBubble(stage, hat),
  hood: (stage, hat) => drawHood(stage, hat),
  chef: (stage, hat) => drawChef(stage, hat),
  headband: (stage, hat) => drawBand(stage, hat),
  headphones: (stage, hat) => drawHeadphones(stage, hat),
  flowercrown: (stage, hat) => drawFlowers(stage, hat),
};
