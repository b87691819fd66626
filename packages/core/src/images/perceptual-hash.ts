const HASH_BITS = 64;

/**
 * 64 bits that describe the coarse shapes of a square picture given as luma, as 16 hex digits: the signs, against
 * their median, of its lowest frequencies (discrete cosine transform, without the mean). Re-encoding and resizing
 * hardly change it.
 */
export function perceptualHash(tones: Float64Array, side: number): string {
  const frequencies = lowFrequencies(side);
  const strengths = frequencies.map(([across, down]) => strength(tones, { side, across, down }));
  const median = middle(strengths);
  const bits = strengths.map((value) => (value > median ? "1" : "0")).join("");
  return BigInt(`0b${bits}`)
    .toString(16)
    .padStart(HASH_BITS / 4, "0");
}

/** The 64 lowest frequencies by diagonal, without the constant one. */
function lowFrequencies(side: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let diagonal = 1; pairs.length < HASH_BITS && diagonal < side; diagonal++) {
    for (let down = 0; down <= diagonal && pairs.length < HASH_BITS; down++)
      pairs.push([diagonal - down, down]);
  }
  return pairs;
}

const cosines = new Map<number, Float64Array>();

function strength(
  tones: Float64Array,
  { side, across, down }: { side: number; across: number; down: number },
): number {
  const table = cosineTable(side);
  let sum = 0;
  for (let y = 0; y < side; y++) {
    const vertical = table[down * side + y] ?? 0;
    let row = 0;
    for (let x = 0; x < side; x++) row += (tones[y * side + x] ?? 0) * (table[across * side + x] ?? 0);
    sum += row * vertical;
  }
  return sum;
}

/** Row k holds one basis function of the cosine transform over `side` samples. */
function cosineTable(side: number): Float64Array {
  const known = cosines.get(side);
  if (known) return known;
  const table = new Float64Array(side * side);
  for (let k = 0; k < side; k++) {
    for (let n = 0; n < side; n++) table[k * side + n] = Math.cos((Math.PI * k * (2 * n + 1)) / (2 * side));
  }
  cosines.set(side, table);
  return table;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
