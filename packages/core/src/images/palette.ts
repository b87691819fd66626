import { MEASURE } from "../limits.ts";
import { backdropOf } from "./background.ts";
import { distanceSquared, type Lab, toHex, toLab } from "./oklab.ts";

export interface Swatch {
  hex: string;
  /** Part of the subject's pixels (or, for the background, of all pixels), 0 to 1. */
  share: number;
}

export interface Palette {
  /** The subject's dominant colours, largest share first; the shares add up to 1. */
  palette: Swatch[];
  /** The mean colour of the backdrop; absent when the picture is busy up to its border. */
  background: Swatch | null;
}

const ROUNDS = 12;
/** Colours closer than this (OKLab) are one colour to the eye of somebody naming them. */
const MERGE_DISTANCE = 0.05;
/** A smaller backdrop is a corner of something, not a backdrop; and a smaller subject is a speck on it. */
const SHARE_MIN = 0.02;

/** The dominant colours of an RGB picture, backdrop apart. No chance involved: the same pixels give the same palette. */
export function paletteOf({
  rgb,
  width,
  height,
}: {
  rgb: Uint8Array;
  width: number;
  height: number;
}): Palette {
  const colors = Array.from({ length: width * height }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(pixel * 3, pixel * 3 + 3);
    return toLab(red, green, blue);
  });
  const isBackdrop = backdropOf({ colors, width, height });
  const backdrop = colors.filter((_, pixel) => isBackdrop[pixel] === 1);
  const subject = colors.filter((_, pixel) => isBackdrop[pixel] === 0);
  const leastPixels = SHARE_MIN * colors.length;
  const hasBackdrop = backdrop.length > leastPixels;
  const background = hasBackdrop
    ? { hex: toHex(mean(backdrop)), share: share(backdrop.length, colors.length) }
    : null;
  return { palette: dominant(hasBackdrop && subject.length > leastPixels ? subject : colors), background };
}

function dominant(colors: readonly Lab[]): Swatch[] {
  const groups = mergeAlike(cluster(colors, spreadCenters(colors)));
  return groups
    .sort((one, other) => other.length - one.length)
    .map((group) => ({ hex: toHex(mean(group)), share: share(group.length, colors.length) }));
}

/** First the mean, then always the colour furthest from those chosen: rare but different colours get their own. */
function spreadCenters(colors: readonly Lab[]): Lab[] {
  const centers: Lab[] = [mean(colors)];
  const nearest = colors.map((color) => distanceSquared(color, mean(colors)));
  while (centers.length < MEASURE.paletteColors) {
    const furthest = nearest.reduce((best, value, index) => (value > (nearest[best] ?? 0) ? index : best), 0);
    const center = colors[furthest];
    if (!center || nearest[furthest] === 0) break;
    centers.push(center);
    colors.forEach((color, index) => {
      nearest[index] = Math.min(nearest[index] ?? 0, distanceSquared(color, center));
    });
  }
  return centers;
}

/** k-means: the members of each centre after it has moved to their mean a few times. */
function cluster(colors: readonly Lab[], start: Lab[]): Lab[][] {
  let centers = start;
  let groups: Lab[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = centers.map(() => []);
    for (const color of colors) groups[closest(centers, color)]?.push(color);
    groups = groups.filter((group) => group.length > 0);
    centers = groups.map(mean);
  }
  return groups;
}

function mergeAlike(groups: Lab[][]): Lab[][] {
  const merged: Lab[][] = [];
  for (const group of groups) {
    const alike = merged.find((other) => distanceSquared(mean(other), mean(group)) < MERGE_DISTANCE ** 2);
    if (alike) alike.push(...group);
    else merged.push([...group]);
  }
  return merged;
}

function closest(centers: readonly Lab[], color: Lab): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, center] of centers.entries()) {
    const distance = distanceSquared(center, color);
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

function mean(colors: readonly Lab[]): Lab {
  let [lightness, a, b] = [0, 0, 0];
  for (const color of colors) {
    lightness += color[0];
    a += color[1];
    b += color[2];
  }
  const count = Math.max(1, colors.length);
  return [lightness / count, a / count, b / count];
}

function share(part: number, whole: number): number {
  return Math.round((part / whole) * 1000) / 1000;
}
