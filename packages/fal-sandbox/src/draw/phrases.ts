/** A noun of the description with the words that describe it. */
export interface Mention {
  readonly noun: string;
  readonly adjectives: readonly string[];
}

/** What a text mentions, in order, and the words the vocabulary does not know. */
export interface Reading {
  readonly mentions: readonly Mention[];
  readonly unknown: readonly string[];
}

const BREAKS = new Set(
  "a an the her his their its my our with wearing wears wear has have having holding carrying dressed under over who that which worn is are".split(
    " ",
  ),
);
const FILLERS = new Set(
  "and of in on at to for from by as color colour colored coloured hued tone tones made one single side very bright vivid".split(
    " ",
  ),
);
const DENIALS = new Set(["no", "without", "never", "not"]);

/** Reads nouns and adjectives; `isNoun` and `isAdjective` are the vocabulary. Compound nouns ("eye patch") are found as one word ("eyepatch"). */
export function readDescription(
  text: string,
  { isNoun, isAdjective }: { isNoun: (word: string) => boolean; isAdjective: (word: string) => boolean },
): Reading {
  const mentions: { noun: string; adjectives: string[] }[] = [];
  const unknown: string[] = [];
  for (const clause of text.toLowerCase().split(/[,.;()\n!?]+/)) {
    let pending: string[] = [];
    let last = mentions.at(-1);
    let denied = false;
    let hasNoun = false;
    for (const word of joinCompounds(clause.match(/#[0-9a-f]{6}|[a-z]+/g) ?? [], isNoun)) {
      if (DENIALS.has(word)) denied = true;
      else if (isNoun(word)) {
        last = { noun: word, adjectives: pending };
        if (!denied) mentions.push(last);
        hasNoun = true;
        pending = [];
      } else if (isAdjective(word) || word.startsWith("#")) {
        pending.push(word);
      } else if (BREAKS.has(word)) {
        settle(last, pending);
        pending = [];
      } else if (!FILLERS.has(word)) unknown.push(word);
    }
    if (!denied || !hasNoun) settle(last, pending);
  }
  return { mentions, unknown };
}

/** Adjectives after a noun ("hair, long and red"; "patch over the left eye") belong to it. */
function settle(last: { adjectives: string[] } | undefined, pending: readonly string[]): void {
  last?.adjectives.push(...pending);
}

function joinCompounds(words: readonly string[], isNoun: (word: string) => boolean): readonly string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const [word = "", next = ""] = [words[index], words[index + 1]];
    if (next !== "" && word.length > 1 && isNoun(word + next)) {
      joined.push(word + next);
      index += 1;
    } else joined.push(word);
  }
  return joined;
}
