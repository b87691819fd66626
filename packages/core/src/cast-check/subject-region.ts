import type { Lab } from "../images/index.ts";
import { type Alignment, align, type Pairing, pairsAt } from "./align.ts";
import { standOutAt } from "./background.ts";
import { guessedLight, type Light, lightOf, lit, SAME_LIGHT } from "./light.ts";
import type { Pyramid } from "./pyramid.ts";
import { containment, type Spot, search } from "./search.ts";
import { type Cell, type Cutout, relit, type Template, templateOf } from "./template.ts";

/** Rows of the grid that looks for a figure, and of the one that compares it. */
const COARSE_ROWS = 18;
const FINE_ROWS = 30;
const SPOTS = 5;
const ALIGNED = 3;
const REACH = 0.6;
/** Taller and smaller than asked is looked for up to this factor. */
const HEIGHT_FACTOR = 1.6;
/** Figures that are surely seen tell about the light. */
const SURE = 0.6;
/** Who is seen less than this may stand in a light that was not understood. */
const WELL_SEEN = 0.85;
/** A light of its own must explain this much more of a figure than the light of the picture. */
const OWN_LIGHT_GAIN_MIN = 0.03;
/** … and a guessed one this much: a garment of another color also changes what a guess is made from. */
const GUESSED_LIGHT_GAIN_MIN = 0.08;
/** Two who stand close cover each other less than this, and less than the second where one is seen poorly. */
const SAME_PLACE = { sure: 0.62, doubtful: 0.45 };
const SURE_MIN = 0.9;
/** Of two who stand in the same place, one covers at least so much of the other. */
const SAME_SQUARES = 0.5;
/** Of somebody who stands behind another one at least so much is seen. */
const BEHIND_VISIBLE_MIN = 0.5;

/** Somebody who may be in a picture. */
export interface Suspect {
  key: string;
  /** Only props and characters are looked for; only characters are judged. */
  isCharacter: boolean;
  fine: Template;
  coarse: Template;
  cutout: Cutout;
  /** Where it was asked to be, in pixels of the field: the middle, the ground and the height. */
  asked: { x: number; y: number; height: number };
}

/** A suspect at one place; `likeness` 0 to 1 is the weighted share of it that is seen. */
export interface Sighting {
  suspect: Suspect;
  spot: Spot;
  pairs: Pairing[];
  likeness: number;
  /** The light that falls on this figure. */
  light: Light;
  /** Share of it that stands out from the place, 0 to 1; 1 where that is not known. */
  standOut: number;
}

/** A reference, ready to be looked for. */
export function suspectOf(
  who: { key: string; isCharacter: boolean; asked: Suspect["asked"] },
  cutout: Cutout,
): Suspect {
  return { ...who, cutout, coarse: templateOf(cutout, COARSE_ROWS), fine: templateOf(cutout, FINE_ROWS) };
}

/** Every place where each suspect may be, in the light of the picture, which the surest sightings tell. */
export function sightings(pyramid: Pyramid, suspects: Suspect[]): { seen: Sighting[]; light: Light } {
  const first = suspects.flatMap((suspect) => spotted(pyramid, suspect));
  const sure = suspects.flatMap((suspect) => {
    const [best] = bestFirst(first.filter((sighting) => sighting.suspect === suspect));
    return best && best.likeness >= SURE ? best.pairs : [];
  });
  const pairs = sure.map(({ cell, seen }): { from: Lab; to: Lab } => ({ from: cell.color, to: seen }));
  const light = lightOf(pairs);
  const seen = first.map((sighting) => inLight(pyramid, sighting, light));
  for (const suspect of suspects) {
    if (!suspect.isCharacter) continue;
    const isSeen = seen.some((each) => each.suspect === suspect && each.likeness >= WELL_SEEN);
    seen.push(...atAskedPlaces(pyramid, suspect, isSeen ? [suspect] : suspects));
  }
  return { seen: bestFirst(seen), light };
}

/**
 * A sighting in the light of the picture, or in a light of its own where that explains more of it, fitted or, where
 * little is explained, guessed; moved to fit.
 */
function inLight(pyramid: Pyramid, { suspect, spot, pairs }: Sighting, shared: Light): Sighting {
  const judged = (light: Light) => {
    const template = relit(suspect.fine, (color) => lit(light, color));
    return { light, likeness: likenessOf(template, pairsAt(pyramid.field, template, spot, REACH)) };
  };
  const common = judged(shared);
  const own = judged(
    lightOf(pairs.map(({ cell, seen }): { from: Lab; to: Lab } => ({ from: cell.color, to: seen }))),
  );
  const better = own.likeness > common.likeness + OWN_LIGHT_GAIN_MIN ? own : common;
  const sighting = lookAt(pyramid, suspect, { spot, light: better.light });
  if (sighting.likeness >= WELL_SEEN) return sighting;
  const guessed = inGuessedLight(pyramid, suspect, spot);
  return guessed.likeness > sighting.likeness + GUESSED_LIGHT_GAIN_MIN ? guessed : sighting;
}

function inGuessedLight(pyramid: Pyramid, suspect: Suspect, spot: Spot): Sighting {
  const pairs = pairsAt(pyramid.field, suspect.fine, spot, 0);
  const light = guessedLight(
    pairs.map(({ cell, there }): { from: Lab; to: Lab } => ({ from: cell.color, to: there })),
  );
  return lookAt(pyramid, suspect, { spot, light });
}

/**
 * A suspect where somebody was asked to be, whatever the light there: at its own place, for one of few colors may look
 * best at another size near it, and whoever was hardly seen at everybody's.
 */
function atAskedPlaces(pyramid: Pyramid, suspect: Suspect, suspects: Suspect[]): Sighting[] {
  return suspects
    .filter(({ isCharacter }) => isCharacter)
    .map(({ asked }) => inGuessedLight(pyramid, suspect, spotAt(suspect, asked)));
}

/** A suspect standing where somebody was asked to. */
function spotAt({ fine: { columns, rows } }: Suspect, { x, y, height }: Suspect["asked"]): Spot {
  const width = (height * columns) / rows;
  return { left: x - width / 2, top: y - height, width, height, score: 0 };
}

/** A suspect laid over one given spot, feet on its ground. */
export function lookAt(
  pyramid: Pyramid,
  suspect: Suspect,
  { spot, light }: { spot: Spot; light: Light },
): Sighting {
  const template = relit(suspect.fine, (color) => lit(light, color));
  const width = (spot.height * template.columns) / template.rows;
  const start = { ...spot, left: spot.left + (spot.width - width) / 2, width };
  const alignment = align(pyramid, template, start);
  return sightingOf(pyramid, {
    suspect,
    ...alignment,
    light,
    likeness: likenessOf(template, alignment.pairs),
  });
}

function sightingOf({ standOut }: Pyramid, seen: Omit<Sighting, "standOut">): Sighting {
  const { spot, pairs, suspect } = seen;
  const size = spot.height / suspect.fine.rows;
  const sum = pairs.reduce(
    (total, { cell }) =>
      total +
      standOutAt(standOut, spot.left + (cell.column + 0.5) * size, spot.top + (cell.row + 0.5) * size),
    0,
  );
  return { ...seen, standOut: pairs.length === 0 ? 0 : sum / pairs.length };
}

/** The weighted mean likeness of all squares; those outside the picture count as half. */
function likenessOf({ cells }: Template, pairs: Pairing[]): number {
  const all = cells.reduce((sum, { weight }) => sum + weight, 0);
  const inside = pairs.reduce((sum, { cell }) => sum + cell.weight, 0);
  const seen = pairs.reduce((sum, { cell, likeness }) => sum + cell.weight * likeness, 0);
  return all === 0
    ? 0
    : (seen + (all - inside) * 0.5 * (inside > 0 ? seen / inside : 0)) / (inside + (all - inside) * 0.5 || 1);
}

function spotted(pyramid: Pyramid, suspect: Suspect): Sighting[] {
  const { height } = suspect.asked;
  const spots = search(pyramid, suspect.coarse, {
    minHeight: height / HEIGHT_FACTOR,
    maxHeight: Math.min(height * HEIGHT_FACTOR, pyramid.field.height),
    keep: SPOTS,
  });
  return spots.slice(0, ALIGNED).map((spot) => {
    const alignment: Alignment = align(pyramid, suspect.fine, spot);
    const likeness = likenessOf(suspect.fine, alignment.pairs);
    return sightingOf(pyramid, { suspect, ...alignment, light: SAME_LIGHT, likeness });
  });
}

function bestFirst(seen: Sighting[]): Sighting[] {
  return [...seen].sort((a, b) => b.likeness - a.likeness);
}

/** Whether two sightings are of the same piece of the picture: both cannot be there, not even one behind the other. */
export function isSamePlace(one: Sighting, other: Sighting): boolean {
  const isSure = Math.min(one.likeness, other.likeness) >= SURE_MIN;
  if (containment(one.spot, other.spot) < (isSure ? SAME_PLACE.sure : SAME_PLACE.doubtful)) return false;
  if (Math.max(coveredBy(one, other), coveredBy(other, one)) < SAME_SQUARES) return false;
  return !isBehind(one, other) && !isBehind(other, one);
}

/** Share of a figure's squares that lie on another figure's; thin limbs reach around others without being there. */
function coveredBy(one: Placed, other: Sighting): number {
  return 1 - uncovered(one, [other]).length / Math.max(1, one.suspect.fine.cells.length);
}

/** A suspect at a place, whether it is seen there or not. */
type Placed = Pick<Sighting, "suspect" | "spot">;

/** The squares of a figure that none of the others lies on. */
function uncovered(one: Placed, others: Sighting[]): Cell[] {
  const covers = others.map((other) => ({ other, squares: cellsOf(other) }));
  return one.suspect.fine.cells.filter((cell) => {
    const point = pointOf(one, cell);
    return !covers.some(({ other, squares }) => squares.has(squareOf(other, point)));
  });
}

/** Share of a suspect that could be seen where it was asked to stand, behind those who stand before it. */
export function visibleShare(suspect: Suspect, others: Sighting[]): number {
  const asked = { suspect, spot: spotAt(suspect, suspect.asked) };
  const before = others.filter(({ spot }) => spot.top + spot.height >= suspect.asked.y - 1);
  return uncovered(asked, before).length / Math.max(1, suspect.fine.cells.length);
}

/** Whether enough of somebody is seen, and seen well, beside what somebody in front hides of it. */
function isBehind(back: Sighting, front: Sighting): boolean {
  if (front.likeness < WELL_SEEN) return false;
  const hidden = cellsOf(front);
  const visible = back.pairs.filter(({ cell }) => !hidden.has(squareOf(front, pointOf(back, cell))));
  const [all, seen] = visible.reduce(
    ([sum, like], { cell, likeness }) => [sum + cell.weight, like + cell.weight * likeness],
    [0, 0],
  );
  return visible.length >= BEHIND_VISIBLE_MIN * back.suspect.fine.cells.length && seen >= WELL_SEEN * all;
}

/** The squares of a figure's grid that are the figure, as numbers that `squareOf` gives for points of the picture. */
function cellsOf({ suspect: { fine } }: Sighting): Set<number> {
  return new Set(fine.cells.map(({ column, row }) => row * fine.columns + column));
}

function squareOf({ spot, suspect: { fine } }: Sighting, { x, y }: { x: number; y: number }): number {
  const size = spot.height / fine.rows;
  const [column, row] = [Math.floor((x - spot.left) / size), Math.floor((y - spot.top) / size)];
  return column < 0 || column >= fine.columns || row < 0 ? -1 : row * fine.columns + column;
}

function pointOf({ spot, suspect }: Placed, { column, row }: Cell): { x: number; y: number } {
  const size = spot.height / suspect.fine.rows;
  return { x: spot.left + (column + 0.5) * size, y: spot.top + (row + 0.5) * size };
}
