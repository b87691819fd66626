/** Random numbers that follow from a seed and an index: any one request can be drawn again by itself. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, count). */
  below(count: number): number;
  pick<T>(values: readonly T[]): T;
  bytes(count: number): Buffer;
  shuffled<T>(values: readonly T[]): T[];
}

export function chanceOf(seed: number, index = 0): Chance {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    pick: (values) => {
      if (values.length === 0) throw new Error("nothing to pick from");
      return values[below(values.length)] as never;
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
    shuffled: (values) => {
      const mixed = [...values];
      for (let at = mixed.length - 1; at > 0; at -= 1) {
        const other = below(at + 1);
        [mixed[at], mixed[other]] = [mixed[other] as never, mixed[at] as never];
      }
      return mixed;
    },
  };
}

/** A request id as FAL writes it. */
export function uuidOf(chance: Chance): string {
  const hex = chance.bytes(16).toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** An id of ours with the given prefix. */
export function idOf(prefix: "job" | "gen", chance: Chance): string {
  const chars = Array.from({ length: 25 }, () => CROCKFORD[chance.below(32)]).join("");
  return `${prefix}_0${chars}`;
}

/** The seed of this run: given by FUZZ_SEED or drawn; always printed, so that a failure can be repeated. */
export function announcedSeed(what: string): number {
  const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stderr.write(`${what}: seed ${seed} (FUZZ_SEED=${seed} repeats it)\n`);
  return seed;
}
