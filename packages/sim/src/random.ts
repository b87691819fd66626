/** A stream of numbers that follows from its seed alone. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  bytes(target: Uint8Array): void;
}

/** A stream for `seed` and a purpose: streams of different purposes never disturb one another. */
export function randomStream(seed: number, purpose: string): Random {
  let state = hash(`${purpose}:${seed}`);
  // Mulberry32: small, fast and good enough to choose between events.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    bytes: (target) => {
      for (let index = 0; index < target.length; index += 1) target[index] = Math.floor(next() * 256);
    },
  };
}

/** FNV-1a over the text, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value;
}
