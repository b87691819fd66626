import { LOCATION_KINDS } from "./location-kinds.ts";
import { PROP_KINDS } from "./prop-kinds.ts";
import type { Subject } from "./subject.ts";

/** What kind of thing a description asks for: said outright ("location reference of ..."), else by its first telling noun. */
export function subjectTypeOf(description: string): Subject["type"] {
  const text = description.toLowerCase();
  const said =
    /\b(character|location|environment|setting|place|prop|object|item)\b[^.]{0,40}?\b(reference|sheet|design|concept|turnaround|establishing)/.exec(
      text,
    ) ?? /\b(?:type|subject)\s*[:=]\s*(character|location|environment|prop|object)/.exec(text);
  const named = said?.[1];
  if (named !== undefined)
    return named === "character"
      ? "character"
      : ["prop", "object", "item"].includes(named)
        ? "prop"
        : "location";
  if (/\b(?:location|environment|landscape|scenery|establishing shot|interior of|exterior of)\b/.test(text))
    return "location";
  if (/\bprops?\b/.test(text) && !/\bcharacter\b/.test(text)) return "prop";
  const words = text.match(/[a-z]+/g) ?? [];
  if (words.some((word, index) => PERSON_WORDS.has(word) && !isThing(words[index + 1]))) return "character";
  const first = words.find((word) => isThing(word) || WEARING.has(word));
  if (first === undefined || WEARING.has(first)) return "character";
  return Object.hasOwn(LOCATION_KINDS, first) ? "location" : "prop";
}

/** Whether a word names a place or a thing; after a person it makes that a mere adjective ("pirate ship"). */
function isThing(word: string | undefined): boolean {
  return word !== undefined && (Object.hasOwn(LOCATION_KINDS, word) || Object.hasOwn(PROP_KINDS, word));
}

const WEARING = new Set("wearing wears dressed hair eyes coat jacket dress robe armour armor".split(" "));
const PERSON_WORDS = new Set(
  (
    "character man woman boy girl child kid person lady gentleman hero heroine knight wizard witch pirate detective princess prince queen king " +
    "robot android elf dwarf goblin orc dragon fox cat dog wolf bear rabbit mouse human portrait she he him her"
  ).split(" "),
);
