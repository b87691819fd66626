import sharp from "sharp";
import { withoutBars } from "./bars.ts";
import { FRAME_CELLS, grid } from "./color-grid.ts";
import { findForeground } from "./foreground.ts";
import type { Pixels } from "./pixels.ts";

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
