import { COMPOSITE } from "../limits.ts";
import { COLOR_WORDS, colorGap, nameOfColor } from "./color-names.ts";
import type { Entry } from "./roster.ts";

/** Something a caller should know about a scene; `code` is dotted and stable. */
export interface Warning {
  code: string;
  /** The field of the request it is about. */
  field: string;
  message: string;
}

/** Something of a reference whose color is known, and the words a text may use for it. */
interface Attribute {
  words: readonly string[];
  label: string;
  hex: string;
}

interface Claim {
  color: string;
  attribute: string;
  /** Who stands nearest before the claim in the text, if anybody is named. */
  name: string | undefined;
}

const COLORS = COLOR_WORDS.join("|");
const NOUN = "[a-z]{3,20}";
/** "green eyes", "a long red coat" (up to two words between), "eyes are green". */
const FORMS = [
  new RegExp(`\\b(${COLORS})(?:[ -](?:${NOUN})){0,2}? (${NOUN})\\b`, "g"),
  new RegExp(`\\b(${NOUN}) (?:is|are|was|were) (${COLORS})\\b`, "g"),
];

/**
 * Where the words of a scene contradict what is locked: the text says green eyes, the specification says brown. A
 * claim belongs to whoever is named last before it, else to anybody: then it contradicts only when it fits nobody.
 */
export function contradictions(description: string, cast: Entry[]): Warning[] {
  const scene = claimsIn(description, cast).flatMap((claim) => {
    const meant = claim.name === undefined ? cast : cast.filter(({ name }) => name === claim.name);
    return judged(claim, meant, "description");
  });
  const poses = cast.flatMap((entry) => {
    const field = entry.field.replace(/referenceId$/, "pose");
    return claimsIn(entry.pose ?? "", cast).flatMap((claim) => judged(claim, [entry], field));
  });
  return [...scene, ...poses];
}

function judged({ color, attribute }: Claim, cast: Entry[], field: string): Warning[] {
  const known = cast.flatMap((entry) =>
    attributesOf(entry)
      .filter(({ words }) => words.includes(singular(attribute)))
      .map((found) => ({ entry, ...found })),
  );
  const [first] = known;
  if (!first || known.some(({ hex }) => colorGap(color, hex) < COMPOSITE.colorContradictionMin)) return [];
  const locked = `${first.label} of ${first.entry.name} is ${nameOfColor(first.hex)} (${first.hex})`;
  const message = `says ${color} ${attribute}, but the locked ${locked}`;
  return [{ code: "composite.contradiction", field, message }];
}

function claimsIn(text: string, cast: Entry[]): Claim[] {
  const lower = text.toLowerCase();
  return FORMS.flatMap((form, index) =>
    [...lower.matchAll(form)].flatMap((match) => {
      const [, one = "", two = ""] = match;
      const [color, attribute] = index === 0 ? [one, two] : [two, one];
      return [{ color, attribute, name: namedBefore(lower.slice(0, match.index), cast) }];
    }),
  );
}

/** A sentence is about the last one named in it. */
function namedBefore(before: string, cast: Entry[]): string | undefined {
  const sentence = before.slice(Math.max(before.lastIndexOf("."), before.lastIndexOf(";")) + 1);
  const named = cast.map(({ name }) => ({ name, at: sentence.lastIndexOf(name.toLowerCase()) }));
  const [last] = named.filter(({ at }) => at >= 0).sort((a, b) => b.at - a.at);
  return last?.name;
}

function attributesOf({ role, specifications }: Entry): Attribute[] {
  if (role !== "character" && role !== "prop") return [];
  const { eyeColor, hairColor, skinTone, costume } = specifications;
  const items = [...(costume?.items ?? []), ...(costume?.marks ?? [])];
  return [
    ...(eyeColor ? [{ words: ["eye"], label: "eye color", hex: eyeColor }] : []),
    ...(hairColor ? [{ words: ["hair"], label: "hair color", hex: hairColor }] : []),
    ...(skinTone ? [{ words: ["skin", "fur"], label: "skin tone", hex: skinTone }] : []),
    ...items.flatMap(({ description, color }) => {
      const words = (description.toLowerCase().split(" with ")[0] ?? "").match(/[a-z]{3,}/g) ?? [];
      return color
        ? [{ words: words.map(singular), label: `color of the ${words.at(-1) ?? "costume"}`, hex: color }]
        : [];
    }),
  ];
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
