import type { Lab } from "../images/index.ts";
import type { Pairing } from "./align.ts";
import { difference } from "./difference.ts";
import { type Light, lit } from "./light.ts";
import { overlap } from "./search.ts";
import type { Sighting, Suspect } from "./subject-region.ts";

/** Below this a square is not what the reference has there. */
const LOST = 0.45;
/** A tone counts when it is this much of a figure. */
const TONE_SHARE_MIN = 0.035;
/** So much of a figure must be gone to speak of an attribute. */
const LOST_SHARE_MIN = 0.09;
/** Colors this near to one of somebody's tones may be theirs, … */
const SAME_COLOR_MAX = 0.085;
/** … when most of what is strange is so near, … */
const EXPLAINED_MIN = 0.6;
/** … and a good part of it near a single one, as a garment is, … */
const ONE_COLOR_MIN = 0.35;
/** … and further than this from the figure's own tones and from what belongs there. */
const OWN_GAP_MIN = 0.05;
const OTHER_COLOR_MIN = 0.085;

const RECOLORED = { all: 0.06, color: 0.045, lightness: 0.18 };
/** A tone that is at least so much of what is visible of a figure may be a garment, … */
const TAKEN_SHARE_MIN = 0.033;
/** … and it has taken another color when at least so much of it shows that one. */
const TAKEN_MIN = 0.62;

/** Squares that are not what the reference has there, leaving out those that somebody in front hides. */
export function lostOf(sighting: Sighting, others: Sighting[]): { lost: Pairing[]; visible: Pairing[] } {
  const visible = sighting.pairs.filter((pair) => !others.some((other) => hides(other, sighting, pair)));
  return { visible, lost: visible.filter(({ likeness }) => likeness < LOST) };
}

/** Whether somebody who stands further down covers a square of somebody else. */
function hides(other: Sighting, own: Sighting, pair: Pairing): boolean {
  if (overlap(other.spot, own.spot) === 0) return false;
  if (other.spot.top + other.spot.height < own.spot.top + own.spot.height - 1) return false;
  const at = centerOf(own, pair);
  return cellAt(other, at) !== undefined;
}

/** The pairing of a figure at a point of the picture. */
export function cellAt(
  { spot, suspect, pairs }: Sighting,
  at: { x: number; y: number },
): Pairing | undefined {
  const size = spot.height / suspect.fine.rows;
  const column = Math.floor((at.x - spot.left) / size);
  const row = Math.floor((at.y - spot.top) / size);
  return pairs.find(({ cell }) => cell.column === column && cell.row === row);
}

/** The middle of a figure's square in the picture. */
export function centerOf({ spot, suspect }: Sighting, { cell }: Pairing): { x: number; y: number } {
  const size = spot.height / suspect.fine.rows;
  return { x: spot.left + (cell.column + 0.5) * size, y: spot.top + (cell.row + 0.5) * size };
}

/**
 * Whose color somebody wears: a good part of the reference is gone, and what stands in its place are colors of one
 * other figure and not its own.
 */
export function bleedOf(sighting: Sighting, others: Suspect[], scene: { light: Light; visible: Pairing[] }) {
  const { light, visible } = scene;
  const lost = visible.filter(({ likeness }) => likeness < LOST);
  if (lost.length < LOST_SHARE_MIN * visible.length) return undefined;
  const own = largeTones(sighting.suspect, light);
  const strange = lost.filter(
    ({ cell, there }) => gapTo(own, there) > OWN_GAP_MIN && difference(cell.color, there) > OTHER_COLOR_MIN,
  );
  if (strange.length < LOST_SHARE_MIN * visible.length) return undefined;
  const [best] = others
    .map((other) => {
      const tones = largeTones(other, light);
      const share = shareInColorsOf(other, strange, light);
      const ofOne = Math.max(0, ...tones.map((tone) => shareNear(tone, strange)));
      return { other, share, ofOne };
    })
    .filter(({ share, ofOne }) => share >= EXPLAINED_MIN && ofOne >= ONE_COLOR_MIN)
    .sort((one, other) => other.share + other.ofOne - one.share - one.ofOne);
  return best?.other;
}

/** A color that somebody has taken from somebody else, and how much of the rest of it is seen, 0 to 1. */
export interface Taken {
  from: Suspect;
  rest: number;
}

/**
 * Whose color a garment has taken: nearly all squares of one tone of the reference show one other color, and somebody
 * else wears it. Unlike `bleedOf` this sees small garments, and colors that the figure has elsewhere itself.
 */
export function takenColorOf(sighting: Sighting, others: Suspect[], visible: Pairing[]): Taken | undefined {
  const tones = [...new Set(visible.map(({ cell }) => cell.tone))];
  const taken = tones.flatMap((tone) => {
    const from = takerOf(tone, { visible, others, light: sighting.light });
    return from ? [{ tone, from }] : [];
  });
  const [first] = taken;
  if (!first) return undefined;
  const rest = visible.filter(({ cell }) => taken.every(({ tone }) => tone !== cell.tone));
  const all = rest.reduce((sum, { cell }) => sum + cell.weight, 0);
  const seen = rest.reduce((sum, { cell, likeness }) => sum + cell.weight * likeness, 0);
  return { from: first.from, rest: all === 0 ? 0 : seen / all };
}

function takerOf(
  tone: number,
  { visible, others, light }: { visible: Pairing[]; others: Suspect[]; light: Light },
): Suspect | undefined {
  const all = visible.filter(({ cell }) => cell.tone === tone);
  if (all.length < TAKEN_SHARE_MIN * visible.length) return undefined;
  const changed = all.filter(({ cell, there }) => isRecolored(cell.color, there));
  if (changed.length < TAKEN_SHARE_MIN * visible.length) return undefined;
  // Sleeves and trousers may be of one tone: only the rows that changed are asked.
  const rows = changed.map(({ cell }) => cell.row).sort((a, b) => a - b);
  const [top = 0, bottom = 0] = [0.05, 0.95].map((share) => rows[Math.floor(share * (rows.length - 1))]);
  const isWithin = ({ cell }: Pairing) => cell.row >= top && cell.row <= bottom;
  if (changed.filter(isWithin).length < TAKEN_MIN * all.filter(isWithin).length) return undefined;
  const color = middleOf(changed.map(({ there }) => there));
  return shareNear(color, changed) < TAKEN_MIN ? undefined : nearestWearer(color, others, light);
}

/** Shade and shine change lightness, and color only a little. */
function isRecolored(one: Lab, other: Lab): boolean {
  const color = Math.hypot(one[1] - other[1], one[2] - other[2]);
  if (difference(one, other) < RECOLORED.all) return false;
  return color > RECOLORED.color || Math.abs(one[0] - other[0]) > RECOLORED.lightness;
}

function nearestWearer(color: Lab, others: Suspect[], light: Light): Suspect | undefined {
  const gaps = others.map((other) => ({ other, gap: gapTo(largeTones(other, light), color) }));
  return gaps.filter(({ gap }) => gap < SAME_COLOR_MAX).sort((a, b) => a.gap - b.gap)[0]?.other;
}

function middleOf(colors: Lab[]): Lab {
  const middle = (axis: 0 | 1 | 2) =>
    colors.map((color) => color[axis]).sort((a, b) => a - b)[Math.floor(colors.length / 2)] ?? 0;
  return [middle(0), middle(1), middle(2)];
}

function shareNear(color: Lab, pairs: Pairing[]): number {
  const near = pairs.filter(({ there }) => difference(color, there) < SAME_COLOR_MAX);
  return pairs.length === 0 ? 0 : near.length / pairs.length;
}

/** Which share of some squares has colors of somebody. */
export function shareInColorsOf(who: Suspect, pairs: Pairing[], light: Light): number {
  const tones = largeTones(who, light);
  const like = pairs.filter(({ there }) => gapTo(tones, there) < SAME_COLOR_MAX);
  return pairs.length === 0 ? 0 : like.length / pairs.length;
}

function largeTones({ fine }: Suspect, light: Light): Lab[] {
  return fine.tones.filter(({ share }) => share >= TONE_SHARE_MIN).map(({ color }) => lit(light, color));
}

function gapTo(tones: Lab[], color: Lab): number {
  return Math.min(...tones.map((tone) => difference(tone, color)));
}
