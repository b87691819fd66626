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

/** The vocabulary of a reader. */
export interface Lexicon {
  isNoun(word: string): boolean;
  isAdjective(word: string): boolean;
  /** Nouns that "left" and "right" belong to, wherever they stand in the clause. */
  isOneSided(word: string): boolean;
}

/** Reads nouns and adjectives; Compound nouns ("eye patch") are found as one word ("eyepatch"). */
export function readDescription(text: string, { isNoun, isAdjective, isOneSided }: Lexicon): Reading {
  const mentions: Draft[] = [];
  const unknown: string[] = [];
  for (const clause of text.toLowerCase().split(/[,.;()\n!?]+/)) {
    let pending: string[] = [];
    let last = mentions.at(-1);
    let denied = false;
    let hasNoun = false;
    const first = mentions.length;
    const settleHere = (): void =>
      settle({ last, oneSided: mentions.slice(first).findLast(({ noun }) => isOneSided(noun)), pending });
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
        settleHere();
        pending = [];
      } else if (!FILLERS.has(word)) unknown.push(word);
    }
    if (!denied || !hasNoun) settleHere();
  }
  return { mentions, unknown };
}

interface Draft {
  readonly noun: string;
  readonly adjectives: string[];
}

/** Adjectives after a noun ("hair, long and red") belong to it; sides ("a flower in her hair on the right") to what can have one. */
function settle({
  last,
  oneSided,
  pending,
}: {
  last: Draft | undefined;
  oneSided: Draft | undefined;
  pending: readonly string[];
}): void {
  for (const word of pending)
    (word === "left" || word === "right" ? (oneSided ?? last) : last)?.adjectives.push(word);
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
