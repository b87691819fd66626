import type { DriftKind } from "./alterations.ts";
import { type Chance, createChance } from "./chance.ts";
import { mixColors, toLab, toRgb, vary } from "./color.ts";
import type { Character, Prop, Subject } from "./subject.ts";

interface Drift {
  readonly kind: DriftKind;
  readonly strength: number;
  readonly key: string;
}

/** Hue turn in degrees at strength 0 and 1. */
const HUE_DEGREES = [25, 150] as const;
/** Colours with less chroma than this (L*a*b*) are tinted, because turning their hue shows nothing. */
const GREY_CHROMA = 12;

/** The subject as a model that drifts would draw it; a drift of style leaves it alone, because it is in the pixels. */
export function driftedSubject(subject: Subject, { kind, strength, key }: Drift): Subject {
  const chance = createChance(`drift|${key}`);
  if (kind === "style") return subject;
  if (kind === "color") return recoloured(subject, { strength, chance });
  if (subject.type === "character")
    return kind === "part"
      ? swapped(subject, { strength, chance })
      : reproportioned(subject, { strength, chance });
  if (subject.type === "prop") return reshaped(subject, { kind, strength, chance });
  return recoloured(subject, { strength, chance });
}

interface Degree {
  readonly strength: number;
  readonly chance: Chance;
}

/** Every colour but the skin turns the same way, as a model does that reads the costume wrongly. */
function recoloured(subject: Subject, { strength, chance }: Degree): Subject {
  const turn = (HUE_DEGREES[0] + (HUE_DEGREES[1] - HUE_DEGREES[0]) * strength) * signOf(chance);
  const tint = chance.pick("tint", ["#c8402f", "#2f8fc8", "#3fa04a", "#8a4fc0"]);
  const other = (hex: string): string => {
    const [, a, b] = toLab(toRgb(hex));
    return Math.hypot(a, b) < GREY_CHROMA
      ? mixColors(hex, tint, 0.2 + 0.4 * strength)
      : vary(hex, { hue: turn, light: 1 });
  };
  if (subject.type === "prop")
    return {
      ...subject,
      color: other(subject.color),
      second: other(subject.second),
      accent: other(subject.accent),
    };
  if (subject.type === "location")
    return {
      ...subject,
      main: other(subject.main),
      second: other(subject.second),
      accent: other(subject.accent),
    };
  return {
    ...subject,
    ...(subject.creature !== "human" && { fur: other(subject.fur) }),
    garments: subject.garments.map((garment) => ({
      ...garment,
      color: other(garment.color),
      trim: other(garment.trim),
    })),
    marks: subject.marks.map((mark) => ({ ...mark, color: other(mark.color) })),
  };
}

const BODIES = ["squashed", "stretched", "big-headed", "short-legged"] as const;

function reproportioned(subject: Character, { strength, chance }: Degree): Character {
  const { build } = subject;
  const by = 0.15 + 0.45 * strength;
  const body = chance.pick("body", BODIES);
  const changed = {
    squashed: { height: build.height * (1 - by * 0.55), girth: build.girth * (1 + by) },
    stretched: {
      height: build.height * (1 + by * 0.2),
      girth: build.girth * (1 - by * 0.65),
      head: build.head * (1 - by * 0.4),
    },
    "big-headed": { head: build.head * (1 + by) },
    "short-legged": { legs: build.legs * (1 - by), head: build.head * (1 + by * 0.3) },
  }[body];
  return { ...subject, build: { ...build, ...changed } };
}

/** Parts of the costume in the order in which a change of them is seen from most sides. */
const SEEN_PARTS = [
  "over",
  "top",
  "bottom",
  "back",
  "head",
  "neck",
  "waist",
  "front",
  "feet",
  "hands",
] as const;

/** One part, or with more strength up to three, is missing or of another colour. */
function swapped(subject: Character, { strength, chance }: Degree): Character {
  const worn = SEEN_PARTS.filter((part) => subject.garments.some((garment) => garment.part === part));
  const wanted = Math.min(worn.length, 1 + Math.floor(strength * 2.5));
  const first = Math.floor(chance.unit("first") * worn.length);
  const chosen = Array.from({ length: wanted }, (_, index) => worn[(first + index) % worn.length]);
  const garments = subject.garments.flatMap((garment) => {
    if (!chosen.includes(garment.part as (typeof SEEN_PARTS)[number])) return [garment];
    if (isSpare(garment.part) && chance.happens(`gone ${garment.part}`, 0.5)) return [];
    const hue = chance.between(`hue ${garment.part}`, [80, 160]) * signOf(chance);
    const tinted = mixColors(
      garment.color,
      chance.pick("swap", ["#b8322a", "#2a5fb8", "#2f9a4a", "#d8a52a"]),
      0.6,
    );
    return [{ ...garment, color: vary(tinted, { hue, light: chance.between("light", [0.7, 1.3]) }) }];
  });
  return { ...subject, garments };
}

/** What a figure can do without and still be dressed. */
function isSpare(part: string): boolean {
  return !["top", "bottom", "feet"].includes(part);
}

function reshaped(subject: Prop, { kind, strength, chance }: Degree & { kind: DriftKind }): Prop {
  if (kind === "part")
    return {
      ...subject,
      second: vary(subject.second, { hue: 120 * signOf(chance), light: 0.8 }),
      accent: vary(subject.accent, { hue: 90, light: 1.2 }),
      details: subject.details + 1 + Math.floor(strength * 2),
    };
  const by = (0.15 + 0.45 * strength) * signOf(chance);
  return { ...subject, girth: subject.girth * (1 + by), height: subject.height * (1 - by * 0.7) };
}

function signOf(chance: Chance): 1 | -1 {
  return chance.happens("sign", 0.5) ? 1 : -1;
}
