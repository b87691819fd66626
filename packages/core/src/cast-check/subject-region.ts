import type { Lab } from "../images/index.ts";
import { type Alignment, align, type Pairing, pairsAt } from "./align.ts";
import { type Light, lightOf, lit, SAME_LIGHT } from "./light.ts";
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
/** A light of its own must explain this much more of a figure than the light of the picture. */
const OWN_LIGHT_GAIN_MIN = 0.03;
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
  /** The light that falls on this figure. */
  light: Light;
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
  return { seen: bestFirst(seen), light };
}

/** A sighting in the light of the picture, or in a light of its own where that explains more of it. */
function inLight(pyramid: Pyramid, { suspect, spot, pairs }: Sighting, shared: Light): Sighting {
  const own = lightOf(
    pairs.map(({ cell, seen }): { from: Lab; to: Lab } => ({ from: cell.color, to: seen })),
  );
  const [common, single] = [shared, own].map((light) => {
    const template = relit(suspect.fine, (color) => lit(light, color));
    const relitPairs = pairsAt(pyramid.field, template, spot, REACH);
    return { suspect, spot, light, pairs: relitPairs, likeness: likenessOf(template, relitPairs) };
  });
  if (!common || !single) throw new Error("two lights were given");
  return single.likeness > common.likeness + OWN_LIGHT_GAIN_MIN ? single : common;
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
  return { suspect, ...alignment, light, likeness: likenessOf(template, alignment.pairs) };
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
    return { suspect, ...alignment, light: SAME_LIGHT, likeness: likenessOf(suspect.fine, alignment.pairs) };
  });
}

function bestFirst(seen: Sighting[]): Sighting[] {
  return [...seen].sort((a, b) => b.likeness - a.likeness);
}

/** Whether two sightings are of the same piece of the picture. */
export function isSamePlace(one: Sighting, other: Sighting): boolean {
  return containment(one.spot, other.spot) >= SAME_PLACE;
}
