/** How the feature bytes of one picture are laid out; a change here needs another FEATURES_VERSION. */

export const BANDS = 4;
export const CHROMA_BINS = 16;
export const HUE_BINS = 24;
export const LIGHT_BINS = 16;
export const ROWS = 32;
export const RASTER = 32;
/** Rows of the silhouette; a cell is one such row high and wide, and the grid is twice as wide as it is high. */
export const OUTLINE_ROWS = 48;
export const OUTLINE_COLUMNS = 96;
export const CELLS = 8;
export const DIRECTIONS = 8;
export const GRADIENT_BINS = 16;
export const TURN_BINS = 16;

const SECTIONS = {
  /** Square roots of soft chroma histograms, one per quarter of the height. */
  chroma: BANDS * CHROMA_BINS * CHROMA_BINS,
  /** Square roots of chroma-weighted hue histograms, one per quarter of the height. */
  hue: BANDS * HUE_BINS,
  /** Square roots of lightness histograms, one per quarter of the height. */
  light: BANDS * LIGHT_BINS,
  /** Mean lightness, a, b and chroma spread of each row. */
  rowColor: ROWS * 4,
  /** Lightness, a, b and coverage of each cell of the figure's box. */
  raster: RASTER * RASTER * 4,
  /** Left edge, right edge and filled width of each row, in units of height/127. */
  rowWidth: OUTLINE_ROWS * 3,
  /** One bit per cell of the silhouette. */
  outline: (OUTLINE_ROWS * OUTLINE_COLUMNS) / 8,
  /** Square roots of edge-direction histograms in a grid over the figure's box. */
  edges: CELLS * CELLS * DIRECTIONS,
  /** Square roots of the histogram of gradient magnitude. */
  gradient: GRADIENT_BINS,
  /** Square roots of the histogram of edge directions over the whole figure. */
  turn: TURN_BINS,
} as const;

export type Section = keyof typeof SECTIONS;

const OFFSETS = new Map<Section, number>();
let total = 0;
for (const [name, length] of Object.entries(SECTIONS)) {
  OFFSETS.set(name as Section, total);
  total += length;
}

/** Bytes of all sections together. */
export const DATA_BYTES = total;

/** The part of the bytes that holds one section; writing to it writes to `data`. */
export function section(data: Uint8Array, name: Section): Uint8Array {
  const start = OFFSETS.get(name) ?? 0;
  return data.subarray(start, start + SECTIONS[name]);
}

/** Named numbers beside the histograms, in the order in which they are stored. */
export const SCALARS = [
  "areaOverHeight2",
  "aspect",
  "centerHeight",
  "frameHeight",
  "frameBottom",
  "frameCenter",
  "meanLightness",
  "spreadLightness",
  "meanA",
  "meanB",
  "meanChroma",
  "spreadChroma",
  "structure1",
  "structure2",
  "structure3",
  "structure4",
  "structure6",
  "structure8",
  "flatFine",
  "flatCoarse",
  "darkEdge",
  "dark",
  "bright",
  "stillX",
  "stillY",
  "peakiness",
  "colorCount",
  "laplace1",
  "laplace2",
  "laplace4",
] as const;
export type Scalar = (typeof SCALARS)[number];
