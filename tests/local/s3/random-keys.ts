const ALPHABET = ["a", "b", "c", "/", "/", "-", "ü", "\ud7ff", "\ue000", "\uffff", "🎨", "𐀀"];

/** Distinct keys over few characters, so that prefixes collide often; the same seed yields the same keys. */
export function randomKeys({ seed, count }: { seed: number; count: number }): string[] {
  const random = randomNumbers(seed);
  const keys = new Set<string>();
  while (keys.size < count) {
    const length = 1 + Math.floor(random() * 7);
    keys.add(Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join(""));
  }
  return [...keys];
}

/** A small linear congruential generator: numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
