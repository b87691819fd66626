import { byteAxis } from "./color-features.ts";
import { edgesByHeight, edgesByRow, mirroredEdges } from "./distance-edges.ts";
import type { Features } from "./features.ts";
import { BANDS, CHROMA_BINS, OUTLINE_COLUMNS, OUTLINE_ROWS, RASTER, ROWS, section } from "./layout.ts";

/** The raster at half its size: patches that a small shift leaves where they are. */
export const PATCH_SIDE = RASTER / 2;
const CHROMA_CELLS = CHROMA_BINS * CHROMA_BINS;

/** What every comparison of one picture needs; made once per features and forgotten with them. */
export interface Prepared {
  /** Chroma distributions per quarter and of the whole, each summing to 1. */
  bands: Float32Array[];
  whole: Float32Array;
  /** How much colour lies within one bin, in the same or a neighbouring quarter. */
  near: Float32Array[];
  nearWhole: Float32Array;
  /** Lightness, a, b of each row, weighted as they count in a distance. */
  rows: Float32Array;
  /** Left, right, filled width of each outline row, in units of the height. */
  widths: Float32Array;
  /** Share of the area above each row. */
  above: Float32Array;
  /** The silhouette as 32-bit words, three to a row; and mirrored. */
  outline: Uint32Array;
  mirrored: Uint32Array;
  /** Lightness, a, b, coverage (0 to 1) of each raster cell. */
  cells: Float32Array;
  /** The same over patches of 2 x 2 cells. */
  patches: Float32Array;
  /** Edge directions mirrored, per row of cells, and how much there is at each height; square roots. */
  edgesMirrored: Uint8Array;
  edgeRows: Uint8Array;
  edgeHeights: Uint8Array;
}

const kept = new WeakMap<Features, Prepared>();

export function prepared(features: Features): Prepared {
  const known = kept.get(features);
  if (known !== undefined) return known;
  const made = prepare(features.data);
  kept.set(features, made);
  return made;
}

function prepare(data: Uint8Array): Prepared {
  const chroma = section(data, "chroma");
  const bands = Array.from({ length: BANDS }, (_, band) =>
    distribution(chroma.subarray(band * CHROMA_CELLS, (band + 1) * CHROMA_CELLS)),
  );
  const whole = bands[0]?.map((_, bin) => sumAt(bands, bin) / BANDS) ?? new Float32Array(CHROMA_CELLS);
  const spreadBands = bands.map(dilated);
  const widths = rowWidths(section(data, "rowWidth"));
  const outline = outlineWords(section(data, "outline"));
  const cells = rasterCells(section(data, "raster"));
  return {
    bands,
    whole,
    near: spreadBands.map((own, band) => own.map((value, bin) => nearest(spreadBands, { band, bin, value }))),
    nearWhole: dilated(whole),
    rows: weightedRows(section(data, "rowColor")),
    widths,
    above: shareAbove(widths),
    outline,
    mirrored: mirroredWords(outline),
    cells,
    patches: patchesOf(cells),
    edgesMirrored: mirroredEdges(section(data, "edges")),
    edgeRows: edgesByRow(section(data, "edges")),
    edgeHeights: edgesByHeight(section(data, "edges")),
  };
}

function sumAt(parts: Float32Array[], at: number): number {
  return parts.reduce((sum, part) => sum + (part[at] ?? 0), 0);
}

function distribution(roots: Uint8Array): Float32Array {
  let sum = 0;
  for (const root of roots) sum += root * root;
  return Float32Array.from(roots, (root) => (root * root) / Math.max(1, sum));
}

/** Each bin with the most that lies in it or one of its eight neighbours, together. */
function dilated(histogram: Float32Array): Float32Array {
  return histogram.map((_, bin) => {
    const [u, v] = [Math.floor(bin / CHROMA_BINS), bin % CHROMA_BINS];
    let sum = 0;
    for (let du = Math.max(0, u - 1); du <= Math.min(CHROMA_BINS - 1, u + 1); du++) {
      for (let dv = Math.max(0, v - 1); dv <= Math.min(CHROMA_BINS - 1, v + 1); dv++) {
        sum += histogram[du * CHROMA_BINS + dv] ?? 0;
      }
    }
    return sum;
  });
}

function nearest(parts: Float32Array[], { band, bin, value }: { band: number; bin: number; value: number }) {
  return Math.max(value, (parts[band - 1]?.[bin] ?? 0) / 2, (parts[band + 1]?.[bin] ?? 0) / 2);
}

/** Lightness counts half, the axes twice: light changes the first most. */
function weightedRows(bytes: Uint8Array): Float32Array {
  const rows = new Float32Array(ROWS * 3);
  for (let row = 0; row < ROWS; row++) {
    rows[row * 3] = (bytes[row * 4] ?? 0) / 255 / 2;
    rows[row * 3 + 1] = 2 * byteAxis(bytes[row * 4 + 1] ?? 0);
    rows[row * 3 + 2] = 2 * byteAxis(bytes[row * 4 + 2] ?? 0);
  }
  return rows;
}

function rowWidths(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte, at) => (at % 3 === 2 ? byte / 127 : ((byte - 64) * 2) / 127));
}

function shareAbove(widths: Float32Array): Float32Array {
  const above = new Float32Array(OUTLINE_ROWS);
  let sum = 0;
  for (let row = 0; row < OUTLINE_ROWS; row++) {
    sum += widths[row * 3 + 2] ?? 0;
    above[row] = sum;
  }
  return above.map((value) => value / Math.max(1e-6, sum));
}

const WORDS = OUTLINE_COLUMNS / 32;

function outlineWords(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array(OUTLINE_ROWS * WORDS);
  for (let byte = 0; byte < bytes.length; byte++) {
    words[byte >> 2] = ((words[byte >> 2] ?? 0) | ((bytes[byte] ?? 0) << ((byte & 3) * 8))) >>> 0;
  }
  return words;
}

function mirroredWords(words: Uint32Array): Uint32Array {
  const turned = new Uint32Array(words.length);
  for (let row = 0; row < OUTLINE_ROWS; row++) {
    for (let word = 0; word < WORDS; word++) {
      turned[row * WORDS + WORDS - 1 - word] = reversedBits(words[row * WORDS + word] ?? 0);
    }
  }
  return turned;
}

function reversedBits(word: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit++) if (word & (1 << bit)) result |= 1 << (31 - bit);
  return result >>> 0;
}

function rasterCells(bytes: Uint8Array): Float32Array {
  const cells = new Float32Array(RASTER * RASTER * 4);
  for (let at = 0; at < cells.length; at += 4) {
    cells[at] = (bytes[at] ?? 0) / 255;
    cells[at + 1] = byteAxis(bytes[at + 1] ?? 0);
    cells[at + 2] = byteAxis(bytes[at + 2] ?? 0);
    cells[at + 3] = (bytes[at + 3] ?? 0) / 255;
  }
  return cells;
}

/** Lightness, a, b (each cell weighted by its coverage) and coverage of each patch. */
function patchesOf(cells: Float32Array): Float32Array {
  const patches = new Float32Array(PATCH_SIDE * PATCH_SIDE * 4);
  for (let cell = 0; cell < RASTER * RASTER; cell++) {
    const patch = (Math.floor(cell / RASTER / 2) * PATCH_SIDE + ((cell % RASTER) >> 1)) * 4;
    const cover = cells[cell * 4 + 3] ?? 0;
    for (let axis = 0; axis < 3; axis++) {
      patches[patch + axis] = (patches[patch + axis] ?? 0) + cover * (cells[cell * 4 + axis] ?? 0);
    }
    patches[patch + 3] = (patches[patch + 3] ?? 0) + cover;
  }
  return patches.map((value, at) =>
    at % 4 === 3 ? value / 4 : value / Math.max(1e-6, patches[at - (at % 4) + 3] ?? 0),
  );
}
