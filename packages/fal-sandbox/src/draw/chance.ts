/** A reproducible stream of choices: the same key gives the same answers in the same order of names. */
export interface Chance {
  /** A number from 0 (inclusive) to 1 (exclusive) that depends on the key and `name` only, not on call order. */
  unit(name: string): number;
  /** A number between `low` and `high`. */
  between(name: string, range: readonly [number, number]): number;
  /** One of `options`; throws when there is none. */
  pick<T>(name: string, options: readonly T[]): T;
  /** True with the given probability (0-1). */
  happens(name: string, probability: number): boolean;
}

/** Choices by name, so that a new question never shifts the answers to the old ones. */
export function createChance(key: string): Chance {
  const unit = (name: string): number => hash32(`${key}\u0000${name}`) / 2 ** 32;
  return {
    unit,
    between: (name, [low, high]) => low + (high - low) * unit(name),
    pick: (name, options) => {
      const chosen = options[Math.floor(unit(name) * options.length)];
      if (chosen === undefined) throw new RangeError(`no options for "${name}"`);
      return chosen;
    },
    happens: (name, probability) => unit(name) < probability,
  };
}

/** A well-mixed unsigned 32-bit hash of a text (FNV-1a with a murmur finish). */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
