import type { Side } from "./distance-color.ts";
import { bitCount, overlap } from "./distance-shape.ts";
import { OUTLINE_COLUMNS, OUTLINE_ROWS } from "./layout.ts";

const WORDS = OUTLINE_COLUMNS / 32;
/** A part that is missing moves the middle of the box: silhouettes are tried this many columns aside. */
const ASIDE_MAX = 3;

/**
 * What is in one silhouette only, after both were laid over each other as well as they go and everything one cell thin
 * was taken off: along an outline masks differ by a cell, where a part is missing they differ by a patch.
 */
export function outlineDistances({ prepared: a }: Side, { prepared: b }: Side): Record<string, number> {
  const isStraight = overlap(a.outline, b.outline) >= overlap(a.mirrored, b.outline);
  const { own, either } = bestAside(isStraight ? a.outline : a.mirrored, b.outline);
  const ours = patchCells(own, b.outline);
  const theirs = patchCells(b.outline, own);
  const whole = Math.max(1, either);
  return {
    outlinePatch: (ours + theirs) / whole,
    outlinePatchMost: Math.max(ours, theirs) / whole,
    // Turning a figure takes away here and adds there; a lost part only takes away.
    outlineOneSided: Math.abs(ours - theirs) / whole,
  };
}

function bestAside(a: Uint32Array, b: Uint32Array): { own: Uint32Array; either: number } {
  let best = { own: a, either: 0, share: -1 };
  for (let aside = -ASIDE_MAX; aside <= ASIDE_MAX; aside++) {
    const own = aside === 0 ? a : moved(a, aside);
    let [both, either] = [0, 0];
    for (let word = 0; word < own.length; word++) {
      both += bitCount((own[word] ?? 0) & (b[word] ?? 0));
      either += bitCount((own[word] ?? 0) | (b[word] ?? 0));
    }
    const share = both / Math.max(1, either);
    if (share > best.share) best = { own, either, share };
  }
  return best;
}

/** The silhouette some columns to the right (below zero: to the left). */
function moved(words: Uint32Array, columns: number): Uint32Array {
  const result = new Uint32Array(words.length);
  const rest = 32 - Math.abs(columns);
  for (let word = 0; word < words.length; word++) {
    const column = word % WORDS;
    const own = words[word] ?? 0;
    if (columns > 0) {
      const before = column > 0 ? (words[word - 1] ?? 0) >>> rest : 0;
      result[word] = ((own << columns) | before) >>> 0;
    } else {
      const after = column < WORDS - 1 ? (words[word + 1] ?? 0) << rest : 0;
      result[word] = ((own >>> -columns) | after) >>> 0;
    }
  }
  return result;
}

/** Cells of `a` outside `b` whose four neighbours are outside it as well. */
function patchCells(a: Uint32Array, b: Uint32Array): number {
  const only = new Uint32Array(a.length);
  for (let word = 0; word < a.length; word++) only[word] = ((a[word] ?? 0) & ~(b[word] ?? 0)) >>> 0;
  let count = 0;
  for (let word = WORDS; word < (OUTLINE_ROWS - 1) * WORDS; word++) {
    const own = only[word] ?? 0;
    if (own === 0) continue;
    const column = word % WORDS;
    const before = column > 0 ? (only[word - 1] ?? 0) >>> 31 : 0;
    const after = column < WORDS - 1 ? (only[word + 1] ?? 0) << 31 : 0;
    const beside = ((own << 1) | before) & ((own >>> 1) | after);
    count += bitCount(own & beside & (only[word - WORDS] ?? 0) & (only[word + WORDS] ?? 0));
  }
  return count;
}
