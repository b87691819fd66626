import type { Chance } from "./chance.ts";
import type { Mention } from "./phrases.ts";

/** Everything a reader of the description needs while choosing. */
export interface Choosing {
  readonly mentions: readonly Mention[];
  /** Depends on the description and the seed. */
  readonly steady: Chance;
  /** Depends on the whole prompt and the seed. */
  readonly loose: Chance;
}

/** All adjectives told about the figure as a whole or about one of its nouns. */
export function saysOf({ mentions }: Pick<Choosing, "mentions">, ...nouns: string[]): readonly string[] {
  return mentions.filter(({ noun }) => nouns.includes(noun)).flatMap(({ adjectives }) => adjectives);
}

/** The first colour among adjectives, by the given tables and as `#rrggbb`. */
export function colorAmong(
  adjectives: readonly string[],
  ...tables: Readonly<Record<string, string>>[]
): string | undefined {
  for (const word of adjectives) {
    if (word.startsWith("#")) return word;
    const table = tables.find((candidate) => Object.hasOwn(candidate, word));
    if (table !== undefined) return table[word];
  }
  return undefined;
}
