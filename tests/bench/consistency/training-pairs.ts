import { chance } from "./chance.ts";
import { ANGLES, type Model, type Picture, type Turnarounds, wrapAngle } from "./turnarounds.ts";

/** A pair of pictures to learn from. `kind` says what the second one is: the same figure, or altered how. */
export interface TrainingPair {
  model: string;
  family: string;
  a: Picture;
  b: Picture;
  gap: number;
  kind: string;
}

export const ALTERED = [
  "recoloured",
  "reproportioned",
  "restyled",
  "swapped",
  "missing",
  "accessory",
  "impostor",
];
export const TRUE_VARIANTS = ["base", "relit", "background"];
const GAPS = [0, 30, 60, 90, 180];
const TURNS = [0, 60, 120, 180, 240, 300];
/** The same picture as another file: what a score must not mind. */
export const COPIES = ["copy-jpeg", "copy-smaller", "copy-larger"] as const;
const COPIED = [0, 120];
/** An altered part that can hardly be seen teaches nothing. */
const ALTERED_SHARE_MIN = 0.02;

/** The pairs of one model: true ones under every light and ground, altered ones, and other models. */
export function pairsOf(model: Model, { models }: Turnarounds): TrainingPair[] {
  const { pick, next } = chance(hash(model.model));
  const relatives = models.filter((other) => other !== model && other.family === model.family);
  const others = models.filter((other) => other !== model);
  const pairs: TrainingPair[] = [];
  for (const gap of GAPS) {
    for (const angle of TURNS) {
      const sign = next() < 0.5 ? 1 : -1;
      const add = (from: Picture | undefined, to: Picture | undefined, kind: string) => {
        if (from === undefined || to === undefined || (to.alt ?? 1) < ALTERED_SHARE_MIN) return;
        pairs.push({ model: model.model, family: model.family, a: from, b: to, gap, kind });
      };
      const at = wrapAngle(angle - sign * gap);
      const base = pictureOf(model, "base", at);
      for (const variant of TRUE_VARIANTS) {
        if (gap > 0 || variant !== "base") add(base, pictureOf(model, variant, angle), "same");
      }
      add(pictureOf(model, "relit", at), pictureOf(model, "background", angle), "same-both");
      add(base, pictureOf(model, "pose", angle), "pose");
      for (const kind of ALTERED) add(base, pictureOf(model, kind, angle), kind);
      add(base, pictureOf(pick(others), pick(TRUE_VARIANTS), angle), "different");
      add(base, pictureOf(pick(others), "base", angle), "different");
      if (relatives.length > 0) add(base, pictureOf(pick(relatives), pick(TRUE_VARIANTS), angle), "family");
    }
  }
  for (const angle of COPIED) {
    const base = pictureOf(model, "base", angle);
    if (base === undefined) continue;
    for (const copy of COPIES) {
      const b = { ...base, variant: copy };
      pairs.push({ model: model.model, family: model.family, a: base, b, gap: 0, kind: "copy" });
    }
  }
  return pairs;
}

export function pictureOf(model: Model, variant: string, angle: number): Picture | undefined {
  return model.variants.get(variant)?.get(angle);
}

export function hash(text: string): number {
  let value = 7;
  for (const char of text) value = (value * 31 + char.charCodeAt(0)) >>> 0;
  return value;
}

export { ANGLES };
