import { MEASURE } from "../limits.ts";
import { neighbours, type Split } from "./background.ts";
import { type LabImage, labAt } from "./lab-image.ts";
import { distanceSquared, type Lab, meanLab, toHex } from "./oklab.ts";

export interface Swatch {
  hex: string;
  /** Part of the subject's pixels (or, for the background, of all pixels), 0 to 1. */
  share: number;
}

export interface Palette {
  /** The subject's dominant colours, largest share first; the shares add up to 1. */
  palette: Swatch[];
  /** The mean colour of the backdrop; null when the picture is busy up to its border. */
  background: Swatch | null;
}

const ROUNDS = 8;
/** Colours closer than this (OKLab) are one colour to somebody naming them. */
const MERGE_DISTANCE = 0.05;
/** Enough to know the shares to a percent; a fixed grid of them, so that the same picture gives the same palette. */
const SAMPLES_MAX = 2048;

/** The dominant colours of a picture, backdrop apart. No chance involved. */
export function paletteOf(image: LabImage, split: Split): Palette {
  const count = image.width * image.height;
  const pixels = Array.from({ length: count }, (_, pixel) => pixel);
  const backdrop =
    split.backdropPixels === count ? pixels : pixels.filter((pixel) => !split.isSubject[pixel]);
  const background =
    backdrop.length > 0
      ? { hex: toHex(meanLab(colorsOf(image, backdrop))), share: share(backdrop.length, count) }
      : null;
  return { palette: dominant(colorsOf(image, inner(image, split, pixels))), background };
}

/** The subject without its outline, whose pixels are half backdrop (unless it is all outline). */
function inner(image: LabImage, { isSubject, subjectPixels }: Split, pixels: readonly number[]): number[] {
  const subject = pixels.filter((pixel) => isSubject[pixel]);
  const inside = subject.filter((pixel) => neighbours(image, pixel).every((beside) => isSubject[beside]));
  return inside.length * 4 > subjectPixels ? inside : subject;
}

function colorsOf(image: LabImage, pixels: readonly number[]): Lab[] {
  const step = Math.max(1, Math.ceil(pixels.length / SAMPLES_MAX));
  const colors: Lab[] = [];
  for (let index = 0; index < pixels.length; index += step) colors.push(labAt(image, pixels[index] ?? 0));
  return colors;
}

function dominant(colors: readonly Lab[]): Swatch[] {
  const groups = mergeAlike(cluster(colors, spreadCenters(colors)));
  return groups
    .sort((one, other) => other.length - one.length)
    .map((group) => ({ hex: toHex(meanLab(group)), share: share(group.length, colors.length) }));
}

/** First the mean, then always the colour furthest from those chosen: rare but different colours get their own. */
function spreadCenters(colors: readonly Lab[]): Lab[] {
  const centers: Lab[] = [meanLab(colors)];
  const nearest = Float64Array.from(colors, () => Number.POSITIVE_INFINITY);
  for (const center of centers) {
    let furthest = 0;
    for (const [index, color] of colors.entries()) {
      nearest[index] = Math.min(nearest[index] ?? 0, distanceSquared(color, center));
      if ((nearest[index] ?? 0) > (nearest[furthest] ?? 0)) furthest = index;
    }
    const color = colors[furthest];
    if (color && (nearest[furthest] ?? 0) > 0 && centers.length < MEASURE.paletteColors) centers.push(color);
  }
  return centers;
}

/** k-means: the members of each centre after the centres have moved to their means a few times. */
function cluster(colors: readonly Lab[], start: readonly Lab[]): Lab[][] {
  let centers = start;
  let groups: Lab[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = centers.map(() => []);
    for (const color of colors) groups[closest(centers, color)]?.push(color);
    groups = groups.filter((group) => group.length > 0);
    centers = groups.map(meanLab);
  }
  return groups;
}

function mergeAlike(groups: readonly Lab[][]): Lab[][] {
  const merged: Lab[][] = [];
  for (const group of groups) {
    const alike = merged.find(
      (other) => distanceSquared(meanLab(other), meanLab(group)) < MERGE_DISTANCE ** 2,
    );
    if (alike) alike.push(...group);
    else merged.push([...group]);
  }
  return merged;
}

function closest(centers: readonly Lab[], color: Lab): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < centers.length; index++) {
    const distance = distanceSquared(centers[index] ?? color, color);
    if (distance < least) {
      best = index;
      least = distance;
    }
  }
  return best;
}

function share(part: number, whole: number): number {
  return Math.round((part / whole) * 1000) / 1000;
}
