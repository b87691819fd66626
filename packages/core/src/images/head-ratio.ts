import type { Split } from "./background.ts";

/** The neck is looked for in this part of the figure, from its top. */
const NECK_FROM = 0.06;
const NECK_TO = 0.5;
/** A neck is at most this wide, compared with the head above it and the shoulders below. */
const NECK_WIDTH_MAX = 0.8;
/** A figure of fewer rows says nothing. */
const ROWS_MIN = 40;

/**
 * How many heads tall the figure of a picture is: its height over that of what stands above the narrowest row of its
 * upper half. Undefined when there is no backdrop or no neck to be seen: for places, most props and long hair.
 */
export function headRatio({ isSubject, backdropPixels }: Split, width: number): number | undefined {
  if (backdropPixels === 0) return undefined;
  const widths = rowWidths(isSubject, width);
  const top = widths.findIndex((each) => each > 0);
  const bottom = widths.findLastIndex((each) => each > 0);
  const height = bottom - top + 1;
  if (top < 0 || height < ROWS_MIN) return undefined;
  const rows = widths.slice(top, bottom + 1);
  const from = Math.round(height * NECK_FROM);
  const to = Math.round(height * NECK_TO);
  const neck = narrowest(rows, { from, to });
  const head = Math.max(...rows.slice(0, neck));
  const shoulders = Math.max(...rows.slice(neck + 1, to));
  const neckWidth = rows[neck] ?? 0;
  if (neck <= from || neckWidth > NECK_WIDTH_MAX * Math.min(head, shoulders)) return undefined;
  return Math.round((height / neck) * 10) / 10;
}

function rowWidths(mask: Uint8Array, width: number): number[] {
  const rows = Array.from({ length: mask.length / width }, (_, row) =>
    mask.subarray(row * width, (row + 1) * width),
  );
  return rows.map((row) => row.reduce((sum, value) => sum + value, 0));
}

/** The narrowest row with something wider above and below; the first of equals. */
function narrowest(rows: number[], { from, to }: { from: number; to: number }): number {
  let best = from;
  let bestDepth = Number.POSITIVE_INFINITY;
  for (let row = from; row < to; row++) {
    const above = Math.max(1, ...rows.slice(0, row));
    const below = Math.max(1, ...rows.slice(row + 1, to));
    const depth = (rows[row] ?? 0) / Math.min(above, below);
    if (depth < bestDepth) [best, bestDepth] = [row, depth];
  }
  return best;
}
