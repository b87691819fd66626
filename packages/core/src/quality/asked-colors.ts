import { distanceSquared, type Lab, type LabImage, labAt, toLab } from "../images/index.ts";
import { QUALITY } from "../limits.ts";
import { COLOR_WORDS } from "./color-words.ts";
import type { AskedColor } from "./record.ts";

/** Lightness changes with light and shade, hue does not: it counts this much of a difference. */
const LIGHTNESS_WEIGHT = 0.6;
const PHRASES = Object.keys(COLOR_WORDS).sort((one, other) => other.length - one.length);
const WORD = new RegExp(`\\b(?:(no|not|without|instead of)\\s+(?:\\w+\\s+)?)?(${PHRASES.join("|")})\\b`, "g");

/** The colours a description asks for, each once, in the order of the text; those it rules out are left out. */
export function askedColors(text: string): AskedColor[] {
  const asked = new Map<string, AskedColor>();
  for (const [, ruledOut, word = ""] of text.toLowerCase().matchAll(WORD)) {
    const hex = COLOR_WORDS[word];
    if (ruledOut === undefined && hex !== undefined) asked.set(hex, { word, hex });
  }
  return [...asked.values()];
}

/**
 * How well the asked colours are found on the figure, 0 to 1, and which are not. A few hundredths of a percent of the
 * figure are enough for a colour: buttons count like coats.
 */
export function matchColors(
  image: LabImage,
  { isFigure, asked }: { isFigure: Uint8Array; asked: readonly AskedColor[] },
): { match: number; missing: string[] } {
  const inside = Array.from(isFigure.keys()).filter((pixel) => isFigure[pixel]);
  const enough = Math.max(1, Math.floor(inside.length * QUALITY.colorShareMin));
  const scores = asked.map(({ hex }) => {
    const wanted = labOf(hex);
    const away = inside
      .map((pixel) => distance(labAt(image, pixel), wanted))
      .sort((one, other) => one - other);
    const { worst, best } = QUALITY.colorDistance;
    return Math.min(1, Math.max(0, (worst - (away[enough - 1] ?? worst)) / (worst - best)));
  });
  const sum = scores.reduce((total, score) => total + score, 0);
  return {
    match: Math.round((sum / Math.max(1, scores.length)) * 1000) / 1000,
    missing: asked.flatMap(({ word }, at) => ((scores[at] ?? 0) < 0.5 ? [word] : [])),
  };
}

function distance(one: Lab, other: Lab): number {
  const weighted = ([lightness, a, b]: Lab): Lab => [lightness * LIGHTNESS_WEIGHT, a, b];
  return Math.sqrt(distanceSquared(weighted(one), weighted(other)));
}

function labOf(hex: string): Lab {
  const value = Number.parseInt(hex.slice(1), 16);
  return toLab((value >> 16) & 255, (value >> 8) & 255, value & 255);
}
