import { createChance } from "./chance.ts";
import type { Choosing } from "./choosing.ts";
import { CLOTHES } from "./clothing-words.ts";
import { COLORS, HAIR_COLORS, SKIN_COLORS } from "./color-words.ts";
import { type Mention, readDescription } from "./phrases.ts";
import { ROLES } from "./roles.ts";
import type { Character } from "./subject.ts";
import { ageOf, buildOf, coloring, faceOf, hairAndBeard, PEOPLE } from "./traits.ts";
import { CREATURES, HAIR_STYLES, MARKS } from "./vocabulary.ts";
import { costumeFrom } from "./wardrobe.ts";

/** What a figure is made from. */
export interface Wording {
  /** The description without words about the camera: decides what is described. */
  readonly description: string;
  /** The prompt as it was sent: its other words change details that nobody described. */
  readonly wholeText: string;
  readonly seed: number;
}

/** The figure that a text and a seed stand for; what the text leaves open is chosen by hash. */
export function characterFromText({ description, wholeText, seed }: Wording): Character {
  const told = readDescription(description, WORDS).mentions;
  const role = told.find(({ noun }) => ROLES[noun] !== undefined)?.noun;
  const usual = role === undefined ? [] : readDescription(ROLES[role] ?? "", WORDS).mentions;
  const choosing: Choosing = {
    mentions: [...told, ...usual],
    steady: createChance(`${description}|${seed}`),
    loose: createChance(`${wholeText}|${seed}`),
  };
  const creature = choosing.mentions.find(({ noun }) => CREATURES[noun] !== undefined);
  const kind = CREATURES[creature?.noun ?? ""]?.kind ?? "human";
  const age = ageOf(choosing);
  const colors = coloring({ choosing, creature });
  return {
    type: "character",
    summary: summaryOf({ role, kind, age, mentions: told }),
    creature: kind,
    age,
    build: buildOf({ choosing, age, kind }),
    ...colors,
    ...hairAndBeard({ choosing, kind, age, skin: colors.skin }),
    face: faceOf(choosing),
    ...costumeFrom(choosing, kind),
    emblem: choosing.steady.pick("emblem", ["star", "sun", "leaf", "moon", "diamond", "heart"]),
  };
}

const BODY_NOUNS = new Set([
  "hair",
  "eyes",
  "skin",
  "fur",
  "beard",
  "moustache",
  "mustache",
  "mane",
  "stubble",
  "scales",
  "feathers",
  "body",
]);
const SCENERY_NOUNS = new Set([
  "background",
  "backdrop",
  "lighting",
  "light",
  "studio",
  "shadow",
  "style",
  "sheet",
  "reference",
  "wall",
  "ground",
  "floor",
]);
const ADJECTIVES = new Set(
  (
    "left right young old elderly aged middle little small tiny short tall big large giant huge lanky slim slender thin skinny " +
    "stocky stout plump chubby fat round muscular strong burly broad athletic striped checked long male female"
  ).split(" "),
);

const WORDS = {
  isNoun: (word: string): boolean =>
    [CLOTHES, MARKS, CREATURES, PEOPLE, ROLES].some((table) => Object.hasOwn(table, word)) ||
    BODY_NOUNS.has(word) ||
    SCENERY_NOUNS.has(word),
  isOneSided: (word: string): boolean => Object.hasOwn(MARKS, word) || word === "gloves",
  isAdjective: (word: string): boolean =>
    ADJECTIVES.has(word) ||
    [COLORS, HAIR_COLORS, SKIN_COLORS, HAIR_STYLES].some((table) => Object.hasOwn(table, word)),
};

function summaryOf({
  role,
  kind,
  age,
  mentions,
}: {
  role: string | undefined;
  kind: string;
  age: string;
  mentions: readonly Mention[];
}): string {
  const person = mentions.find(({ noun }) => PEOPLE[noun] !== undefined)?.noun;
  return [
    age === "adult" ? "" : age,
    kind === "human" ? "" : kind,
    role ?? person ?? (kind === "human" ? "person" : ""),
  ]
    .filter((word) => word !== "")
    .join(" ");
}
