import { createHash } from "node:crypto";
import { withoutBars } from "./bars.ts";
import { type Chance, createChance } from "./chance.ts";
import { darker, lighter, lightness, toHex } from "./color.ts";
import { type Foreground, findForeground } from "./foreground.ts";
import type { Pixels } from "./pixels.ts";
import type { Character } from "./subject.ts";

/** A figure made of what can be measured in a picture that was never drawn here: its colours from top to bottom and its silhouette. */
export function measureSubject(decoded: Pixels): Character {
  const pixels = withoutBars(decoded);
  const foreground = findForeground(pixels) ?? wholePicture(pixels);
  const { box } = foreground;
  const slenderness = (box.bottom - box.top) / Math.max(1, box.right - box.left);
  const band = (from: number, to: number): string => bandColor(pixels, { foreground, from, to });
  const [hair, skin, chest, waist, legs, feet] = [
    band(0, 0.12),
    band(0.14, 0.3),
    band(0.36, 0.52),
    band(0.52, 0.62),
    band(0.64, 0.84),
    band(0.9, 1),
  ];
  return figureOf({ hair, skin, chest, waist, legs, feet, slenderness });
}

interface Measured {
  readonly hair: string;
  readonly skin: string;
  readonly chest: string;
  readonly waist: string;
  readonly legs: string;
  readonly feet: string;
  readonly slenderness: number;
}

/** What was not measured is chosen by a hash of what was. */
function figureOf(measured: Measured): Character {
  const { hair, skin, chest, waist, legs, feet, slenderness } = measured;
  const chance = createChance(
    createHash("sha256")
      .update([hair, skin, chest, waist, legs, feet, slenderness.toFixed(1)].join())
      .digest("hex"),
  );
  const clamp = (value: number, [low, high]: readonly [number, number]): number =>
    Math.max(low, Math.min(high, value));
  return {
    type: "character",
    summary: "figure",
    creature: "human",
    age: "adult",
    build: {
      height: clamp(0.7 + slenderness * 0.13, [0.76, 1.08]),
      girth: clamp(2.5 / Math.max(0.4, slenderness), [0.82, 1.45]),
      head: chance.between("head", [0.95, 1.06]),
      legs: chance.between("legs", [0.94, 1.07]),
      shoulders: clamp(1.9 / Math.max(0.5, slenderness), [0.92, 1.2]),
    },
    skin,
    fur: skin,
    eyes: darker(hair, 0.45),
    hair: {
      style: chance.pick("hair", ["long", "short", "bob", "spiky", "curly", "bun"]),
      color: hair,
      part: chance.pick("part", ["left", "right"]),
    },
    face: {
      eyeSize: chance.between("eyes", [0.9, 1.12]),
      eyeGap: chance.between("gap", [-1.5, 2]),
      brow: 0,
      mouth: 1,
      nose: chance.between("nose", [0.85, 1.2]),
      freckles: false,
    },
    garments: garmentsOf(measured, chance),
    marks: [
      {
        kind: chance.pick("mark", ["armband", "badge", "satchel", "glove", "shoulder-pad"]),
        side: chance.pick("side", ["left", "right"]),
        color: lighter(waist, 0.3),
      },
    ],
    emblem: chance.pick("emblem", ["star", "sun", "leaf", "moon", "diamond", "heart"]),
  };
}

function garmentsOf({ chest, waist, legs, feet }: Measured, chance: Chance): Character["garments"] {
  return [
    {
      part: "top",
      kind: chance.pick("top", ["shirt", "sweater", "tunic", "hoodie"]),
      color: chest,
      trim: trim(chest),
    },
    { part: "bottom", kind: "trousers", color: legs, trim: trim(legs) },
    { part: "feet", kind: chance.pick("feet", ["boots", "shoes"]), color: feet, trim: trim(feet) },
    { part: "waist", kind: "belt", color: waist, trim: trim(waist) },
  ];
}

/** The mean of the commonest colour between two heights of the subject, as `#rrggbb`. */
export function bandColor(
  { data, width }: Pixels,
  { foreground: { mask, box }, from, to }: { foreground: Foreground; from: number; to: number },
): string {
  const bins = new Map<number, { weight: number; sum: [number, number, number] }>();
  const tall = box.bottom - box.top;
  for (let y = Math.floor(box.top + tall * from); y < Math.min(box.bottom, box.top + tall * to + 1); y += 1) {
    for (let x = box.left; x < box.right; x += 1) {
      const weight = mask[y * width + x] ?? 0;
      if (weight < 0.5) continue;
      const at = (y * width + x) * 4;
      const [r, g, b] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
      const key = ((r >> 5) << 6) | ((g >> 5) << 3) | (b >> 5);
      const bin = bins.get(key) ?? { weight: 0, sum: [0, 0, 0] };
      bin.weight += 1;
      bin.sum = [bin.sum[0] + r, bin.sum[1] + g, bin.sum[2] + b];
      bins.set(key, bin);
    }
  }
  const [best] = [...bins.values()].sort((a, b) => b.weight - a.weight);
  if (best === undefined) return "#8d929c";
  return toHex([best.sum[0] / best.weight, best.sum[1] / best.weight, best.sum[2] / best.weight]);
}

function wholePicture({ width, height }: Pixels): Foreground {
  return {
    mask: new Float32Array(width * height).fill(1),
    box: { left: 0, top: 0, right: width, bottom: height },
    coverage: 1,
  };
}

function trim(color: string): string {
  return lightness(color) > 55 ? darker(color, 0.4) : lighter(color, 0.45);
}
