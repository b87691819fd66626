import sharp from "sharp";
import { toLab } from "./color.ts";
import { findForeground, type Pixels, withoutBars } from "./foreground.ts";

/** What a picture looks like, small enough to keep for every picture: bytes 0-255, compared position by position. */
export interface Fingerprint {
  /** Colours and shape inside the subject's own box; undefined when no subject stands out. */
  readonly subject: Uint8Array | undefined;
  /** Colours of the whole frame. */
  readonly frame: Uint8Array;
}

const WORK_EDGE_PIXELS = 256;
const SUBJECT_COLUMNS = 14;
const SUBJECT_ROWS = 26;
const FRAME_CELLS = 16;
const CHANNELS = 4;

/** Decodes a picture once and describes it; throws when it is no picture. */
export async function fingerprint(image: Buffer): Promise<Fingerprint> {
  return fingerprintPixels(await decode(image));
}

/** Pixels as they come from a renderer, before any encoding. */
export interface RawImage {
  readonly data: Buffer;
  readonly info: { readonly width: number; readonly height: number; readonly channels: 1 | 2 | 3 | 4 };
}

/** The picture at working size: RGBA, the longer edge 256, bars at its edges removed. */
export async function decode(image: Buffer | RawImage): Promise<Pixels> {
  const source = Buffer.isBuffer(image)
    ? sharp(image, { limitInputPixels: 100_000_000 })
    : sharp(image.data, { raw: image.info });
  const { data, info } = await source
    .rotate()
    .toColourspace("srgb")
    .resize(WORK_EDGE_PIXELS, WORK_EDGE_PIXELS, { fit: "inside", withoutEnlargement: false })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return withoutBars({ data, width: info.width, height: info.height });
}

/** The fingerprint of decoded pixels. */
export function fingerprintPixels(pixels: Pixels): Fingerprint {
  const foreground = findForeground(pixels);
  const { width, height } = pixels;
  const frame = grid(pixels, {
    box: { left: 0, top: 0, right: width, bottom: height },
    columns: FRAME_CELLS,
    rows: FRAME_CELLS,
  });
  if (foreground === undefined) return { subject: undefined, frame };
  const shape =
    (foreground.box.bottom - foreground.box.top) / Math.max(1, foreground.box.right - foreground.box.left);
  const cells = grid(pixels, {
    box: foreground.box,
    columns: SUBJECT_COLUMNS,
    rows: SUBJECT_ROWS,
    mask: foreground.mask,
  });
  const subject = new Uint8Array(cells.length + 1);
  subject.set(cells);
  subject[cells.length] = Math.min(255, Math.round(shape * 40));
  return { subject, frame };
}

/**
 * How different two pictures look: 0 is the same picture, above 1 another one. Pictures with a subject on plain
 * ground are compared by the subject alone, so that cropping and padding do not matter.
 */
export function difference(a: Fingerprint, b: Fingerprint): number {
  if (a.subject !== undefined && b.subject !== undefined)
    return distance(a.subject, b.subject) / SUBJECT_UNIT;
  if (a.subject === undefined && b.subject === undefined) return distance(a.frame, b.frame) / FRAME_UNIT;
  return Number.POSITIVE_INFINITY;
}

/** Root mean square differences that count as 1; chosen midway (in ratio) between re-encodings and look-alikes. */
const SUBJECT_UNIT = 12;
const FRAME_UNIT = 10;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function distance(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    const step = (a[index] ?? 0) - (b[index] ?? 0);
    sum += step * step;
  }
  return Math.sqrt(sum / a.length);
}

/** Mean colour (L*a*b*) and coverage per cell, with pixels shared between cells by area. */
function grid(
  pixels: Pixels,
  { box, columns, rows, mask }: { box: Box; columns: number; rows: number; mask?: Float32Array },
): Uint8Array {
  const sums = new Float64Array(columns * rows * 5);
  const [w, h] = [box.right - box.left, box.bottom - box.top];
  for (let y = Math.floor(box.top); y < box.bottom; y += 1) {
    const row = spread(((y + 0.5 - box.top) / h) * rows, rows);
    for (let x = Math.floor(box.left); x < box.right; x += 1) {
      const weight = mask === undefined ? 1 : (mask[y * pixels.width + x] ?? 0);
      const at = (y * pixels.width + x) * 4;
      const color = [pixels.data[at] ?? 0, pixels.data[at + 1] ?? 0, pixels.data[at + 2] ?? 0] as const;
      const column = spread(((x + 0.5 - box.left) / w) * columns, columns);
      for (const [r, rowShare] of row) {
        for (const [c, columnShare] of column) {
          const cell = (r * columns + c) * 5;
          const share = rowShare * columnShare;
          const weighted = share * weight;
          sums[cell] = (sums[cell] ?? 0) + weighted * color[0];
          sums[cell + 1] = (sums[cell + 1] ?? 0) + weighted * color[1];
          sums[cell + 2] = (sums[cell + 2] ?? 0) + weighted * color[2];
          sums[cell + 3] = (sums[cell + 3] ?? 0) + weighted;
          sums[cell + 4] = (sums[cell + 4] ?? 0) + share;
        }
      }
    }
  }
  return quantize(sums);
}

/** The two cells that a position lies between, and how much of it belongs to each: soft borders survive shifts. */
function spread(position: number, count: number): readonly (readonly [number, number])[] {
  const low = Math.floor(position - 0.5);
  const share = position - 0.5 - low;
  const clamp = (cell: number): number => Math.max(0, Math.min(count - 1, cell));
  return [
    [clamp(low), 1 - share],
    [clamp(low + 1), share],
  ];
}

function quantize(sums: Float64Array): Uint8Array {
  const cells = sums.length / 5;
  const out = new Uint8Array(cells * CHANNELS);
  for (let cell = 0; cell < cells; cell += 1) {
    const weight = sums[cell * 5 + 3] ?? 0;
    const coverage = weight / Math.max(1e-6, sums[cell * 5 + 4] ?? 0);
    const mean = (channel: number): number => (weight > 1e-6 ? (sums[cell * 5 + channel] ?? 0) / weight : 0);
    const [l, a, b] = toLab([mean(0), mean(1), mean(2)]);
    // Colour counts as much as the cell is covered, so that ragged edges add little.
    out[cell * CHANNELS] = byte(coverage * l * 2);
    out[cell * CHANNELS + 1] = byte(128 + coverage * a * 1.6);
    out[cell * CHANNELS + 2] = byte(128 + coverage * b * 1.6);
    out[cell * CHANNELS + 3] = byte(coverage * 150);
  }
  return out;
}

function byte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
