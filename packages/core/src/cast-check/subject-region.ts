import type { Lab } from "../images/index.ts";
import { type Alignment, align, type Pairing, pairsAt } from "./align.ts";
import { type Light, lightOf, lit } from "./light.ts";
import type { Pyramid } from "./pyramid.ts";
import { containment, type Spot, search } from "./search.ts";
import { type Cutout, relit, type Template, templateOf } from "./template.ts";

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
/** Two who stand close cover each other less than this. */
const SAME_PLACE = 0.62;

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
  const lights = new Map(
    suspects.map((suspect) => [suspect, relit(suspect.fine, (color) => lit(light, color))]),
  );
  const seen = first.map(({ suspect, spot }) => {
    const template = lights.get(suspect) ?? suspect.fine;
    const relitPairs = pairsAt(pyramid.field, template, spot, REACH);
    return { suspect, spot, pairs: relitPairs, likeness: likenessOf(template, relitPairs) };
  });
  return { seen: bestFirst(seen), light };
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
  const alignment = align(pyramid.field, template, start);
  return { suspect, ...alignment, likeness: likenessOf(template, alignment.pairs) };
}

/** The weighted mean likeness of all squares; those outside the picture count as half. */
export function likenessOf({ cells }: Template, pairs: Pairing[]): number {
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
    const alignment: Alignment = align(pyramid.field, suspect.fine, spot);
    return { suspect, ...alignment, likeness: likenessOf(suspect.fine, alignment.pairs) };
  });
}

function bestFirst(seen: Sighting[]): Sighting[] {
  return [...seen].sort((a, b) => b.likeness - a.likeness);
}

/** Whether two sightings are of the same piece of the picture. */
export function isSamePlace(one: Sighting, other: Sighting): boolean {
  return containment(one.spot, other.spot) >= SAME_PLACE;
}
