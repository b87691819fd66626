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

/** The picture at working size: RGBA, the longer edge 256. */
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
  return { data, width: info.width, height: info.height };
}

/** The fingerprint of decoded pixels; bars at the edges are left out. */
export function fingerprintPixels(decoded: Pixels): Fingerprint {
  const pixels = withoutBars(decoded);
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
  const frames = distance(a.frame, b.frame);
  if (a.subject === undefined || b.subject === undefined) {
    return (frames < SCENE_UNIT * 6 ? alignedDistance(a.frame, b.frame) : frames) / SCENE_UNIT;
  }
  return Math.min(frames / SAME_FRAME_UNIT, distance(a.subject, b.subject) / SUBJECT_UNIT);
}

/** Root mean square differences that count as 1, about midway (in ratio) between re-encodings and look-alikes. */
const SUBJECT_UNIT = 6;
const SCENE_UNIT = 6;
/** On plain ground most of the frame is alike for everybody, so only a near copy counts. */
const SAME_FRAME_UNIT = 1.1;

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

/** The smallest distance when one frame is slightly cropped, padded or moved against the other. */
function alignedDistance(a: Uint8Array, b: Uint8Array): number {
  let best = distance(a, b);
  for (const scale of [0.89, 0.92, 0.95, 0.975, 1, 1.025, 1.05, 1.085, 1.12]) {
    for (const dx of SHIFTS) {
      for (const dy of SHIFTS) best = Math.min(best, shiftedDistance({ a, b, scale, dx, dy }));
    }
  }
  return best;
}

/** Shifts of the frame's middle, in cells. */
const SHIFTS = [-0.5, -0.25, 0, 0.25, 0.5];

/** Compares the inner cells of `a` with `b` sampled between cells. */
function shiftedDistance({
  a,
  b,
  scale,
  dx,
  dy,
}: {
  a: Uint8Array;
  b: Uint8Array;
  scale: number;
  dx: number;
  dy: number;
}): number {
  const middle = (FRAME_CELLS - 1) / 2;
  let sum = 0;
  let count = 0;
  for (let row = 1; row < FRAME_CELLS - 1; row += 1) {
    const y = middle + (row - middle) * scale + dy;
    const top = Math.max(0, Math.min(FRAME_CELLS - 2, Math.floor(y)));
    for (let column = 1; column < FRAME_CELLS - 1; column += 1) {
      const x = middle + (column - middle) * scale + dx;
      const left = Math.max(0, Math.min(FRAME_CELLS - 2, Math.floor(x)));
      const [fx, fy] = [x - left, y - top];
      const at = (top * FRAME_CELLS + left) * CHANNELS;
      for (let channel = 0; channel < 3; channel += 1) {
        const upper = (b[at + channel] ?? 0) * (1 - fx) + (b[at + CHANNELS + channel] ?? 0) * fx;
        const below = at + FRAME_CELLS * CHANNELS + channel;
        const lower = (b[below] ?? 0) * (1 - fx) + (b[below + CHANNELS] ?? 0) * fx;
        const step =
          (a[(row * FRAME_CELLS + column) * CHANNELS + channel] ?? 0) - (upper * (1 - fy) + lower * fy);
        sum += step * step;
        count += 1;
      }
    }
  }
  return Math.sqrt(sum / count);
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
