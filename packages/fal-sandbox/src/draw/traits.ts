import { type Choosing, colorAmong, saysOf } from "./choosing.ts";
import { toLab, toRgb, vary } from "./color.ts";
import { COLORS, HAIR_COLORS, SKIN_COLORS } from "./color-words.ts";
import type { Mention } from "./phrases.ts";
import { ROLES } from "./roles.ts";
import type { Character } from "./subject.ts";
import { CREATURES, HAIR_STYLES } from "./vocabulary.ts";

const PLATINGS = ["#9fb2c4", "#c9b48a", "#8fb5a6", "#c0929a", "#a9a0c4", "#d2d7dd"] as const;

/** Nouns for people and the age they tell. */
export const PEOPLE: Readonly<Record<string, string>> = {
  man: "adult",
  woman: "adult",
  lady: "adult",
  person: "adult",
  boy: "child",
  girl: "child",
  child: "child",
  kid: "child",
  toddler: "child",
  baby: "child",
  teenager: "teen",
  teen: "teen",
  grandmother: "elder",
  grandfather: "elder",
  granny: "elder",
  grandpa: "elder",
};

function aboutTheWhole({ mentions }: Choosing): readonly string[] {
  return saysOf({ mentions }, ...Object.keys(PEOPLE), ...Object.keys(ROLES), ...Object.keys(CREATURES));
}

/** The age that nouns and adjectives tell; grown up where they say nothing. */
export function ageOf(choosing: Choosing): Character["age"] {
  const words = aboutTheWhole(choosing);
  if (words.some((word) => ["old", "elderly", "aged"].includes(word))) return "elder";
  const person = choosing.mentions.map(({ noun }) => PEOPLE[noun]).find((age) => age !== undefined);
  if (choosing.mentions.some(({ noun }) => PEOPLE[noun] === "elder")) return "elder";
  if (person === "child" || person === "teen") return person;
  if (words.includes("little")) return "child";
  return words.includes("young") && person === undefined ? "teen" : "adult";
}

/** Proportions around 1. */
export function buildOf({
  choosing,
  age,
  kind,
}: {
  choosing: Choosing;
  age: Character["age"];
  kind: string;
}): Character["build"] {
  const words = aboutTheWhole(choosing);
  const has = (...options: string[]): boolean => words.some((word) => options.includes(word));
  const { steady } = choosing;
  const young = age === "child" ? 0.8 : age === "teen" ? 0.92 : age === "elder" ? 0.95 : 1;
  const small = kind === "dwarf" || kind === "mouse" || kind === "goblin" ? 0.82 : 1;
  const tall = has("tall", "giant", "huge", "lanky", "big", "large")
    ? 1.1
    : has("short", "small", "tiny")
      ? 0.82
      : 1;
  const wide =
    has("stocky", "stout", "plump", "chubby", "fat", "round", "burly") || kind === "dwarf" || kind === "bear"
      ? 1.27
      : 1;
  const thin = has("slim", "slender", "thin", "skinny", "lanky") ? 0.85 : 1;
  return {
    height: Math.max(0.68, Math.min(1.1, young * small * tall * steady.between("height", [0.92, 1.05]))),
    girth: wide * thin * steady.between("girth", [0.88, 1.14]),
    head: (age === "child" ? 1.08 : 1) * steady.between("head", [0.93, 1.09]),
    legs: (tall > 1 ? 1.1 : 1) * steady.between("legs", [0.9, 1.1]),
    shoulders:
      (has("muscular", "strong", "broad", "burly", "athletic") ? 1.2 : 1) *
      steady.between("shoulders", [0.92, 1.1]),
  };
}

/** Colours of skin, fur or plating, and eyes. */
export function coloring({
  choosing,
  creature,
}: {
  choosing: Choosing;
  creature: Mention | undefined;
}): Pick<Character, "skin" | "fur" | "eyes"> {
  const { steady } = choosing;
  const people = saysOf(choosing, ...Object.keys(PEOPLE));
  const skin =
    colorAmong(saysOf(choosing, "skin"), SKIN_COLORS, COLORS) ??
    colorAmong(people, SKIN_COLORS) ??
    steady.pick("skin", ["#fbe0cd", "#f6cfb2", "#eebd98", "#d8a177", "#b98055", "#8d5a3c", "#6d4530"]);
  const fur =
    colorAmong(saysOf(choosing, "fur", "scales", "feathers", "body"), COLORS) ??
    colorAmong(creature?.adjectives ?? [], COLORS) ??
    (creature?.noun === "robot"
      ? steady.pick("plating", PLATINGS)
      : CREATURES[creature?.noun ?? ""]?.color) ??
    skin;
  const eyes =
    colorAmong(saysOf(choosing, "eyes"), { ...COLORS, hazel: "#8a6a35" }) ??
    steady.pick("eyes", ["#6b4226", "#3f7fc4", "#4b9a5b", "#8a6a35", "#5b6f86", "#3a2a24"]);
  return {
    skin,
    fur: vary(fur, {
      hue: steady.between("furHue", [-9, 9]),
      light: steady.between("furLight", [0.9, 1.08]),
    }),
    eyes,
  };
}

function hairOf({
  choosing,
  kind,
  age,
}: {
  choosing: Choosing;
  kind: string;
  age: Character["age"];
}): Character["hair"] {
  const { steady, loose } = choosing;
  const told = saysOf(choosing, "hair", "mane");
  const worded = [...choosing.mentions.flatMap(({ noun }) => noun), ...told, ...aboutTheWhole(choosing)];
  const styled = told.concat(worded).map((word) => HAIR_STYLES[word]);
  const haired = ["human", "elf", "dwarf", "demon"].includes(kind) || told.length > 0;
  const natural = [
    "#2b2831",
    "#4a3024",
    "#6f4630",
    "#8f3f28",
    "#c64a26",
    "#ecc466",
    "#d2692a",
    "#3f5a8a",
    "#a06bb0",
  ];
  const color =
    colorAmong(told, HAIR_COLORS, COLORS) ??
    colorAmong(
      worded.filter((word) => ["blonde", "blond", "brunette", "ginger"].includes(word)),
      HAIR_COLORS,
    ) ??
    (age === "elder"
      ? steady.pick("greyHair", ["#e4e2de", "#c3c6cd", "#a3a5ad"])
      : steady.pick("hair", natural));
  const open = steady.pick("hairStyle", [
    "long",
    "short",
    "bob",
    "ponytail",
    "bun",
    "twintails",
    "spiky",
    "curly",
    "braid",
    "short",
  ]);
  return {
    style: haired
      ? (HAIR_STYLES[
          [...told, ...worded].find((word) => !["long", "short"].includes(word) && HAIR_STYLES[word]) ?? ""
        ] ??
        styled.find(Boolean) ??
        open)
      : "none",
    color: vary(color, {
      hue: steady.between("hairHue", [-3, 3]),
      light: loose.between("hairLight", [0.95, 1.06]),
    }),
    part: loose.pick("part", ["left", "right"]),
  };
}

/** Hair that nobody described must not vanish against the skin. */
function contrasting(hair: string, skin: string): string {
  const [a, b] = [toLab(toRgb(hair)), toLab(toRgb(skin))];
  const isAlike = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < 24;
  return isAlike ? (b[0] > 50 ? "#4a3024" : "#1f1b22") : hair;
}

/** Hair and beard: a beard that was given a colour lends it to hair that was not. */
export function hairAndBeard(about: {
  choosing: Choosing;
  kind: string;
  age: Character["age"];
  skin: string;
}): Pick<Character, "hair" | "beard"> {
  const hair = hairOf(about);
  const grown = beardOf(about);
  const isTold = colorAmong(saysOf(about.choosing, "hair"), HAIR_COLORS, COLORS) !== undefined;
  if (isTold) return { hair, ...grown };
  return { hair: { ...hair, color: grown.beard?.color ?? contrasting(hair.color, about.skin) }, ...grown };
}

function beardOf({ choosing, age }: { choosing: Choosing; age: Character["age"] }): Pick<Character, "beard"> {
  const noun = ["beard", "moustache", "mustache", "stubble"].find((word) =>
    choosing.mentions.some((mention) => mention.noun === word),
  );
  if (noun === undefined) return {};
  const told = saysOf(choosing, noun);
  const color =
    colorAmong(told, HAIR_COLORS, COLORS) ?? colorAmong(saysOf(choosing, "hair"), HAIR_COLORS, COLORS);
  const style = noun.endsWith("stache") ? "moustache" : told.includes("long") ? "long" : "full";
  return { beard: { style, color: color ?? (age === "elder" ? "#d9d8d6" : "#6f4630") } };
}

/** The features of the face. */
export function faceOf({ steady, loose }: Choosing): Character["face"] {
  return {
    eyeSize: steady.between("eyeSize", [0.88, 1.14]),
    eyeGap: steady.between("eyeGap", [-1.5, 2]),
    brow: loose.between("brow", [-1, 1]),
    mouth: loose.between("mouth", [0.75, 1.25]),
    nose: steady.between("nose", [0.8, 1.25]),
    freckles: loose.happens("freckles", 0.25),
  };
}
