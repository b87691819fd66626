import type { OverlayOptions } from "sharp";
import * as z from "zod";
import { inputError } from "../errors.ts";
import { SHEET } from "../limits.ts";
import { imageEngine } from "./engine.ts";
import { centredOn, hatching, type Rgb, roundedFrame } from "./sheet-frame.ts";
import { lineOfText } from "./sheet-text.ts";

export interface SheetCell {
  /** Such as `30°`. */
  label: string;
  /** An encoded picture; `null` draws the cell as missing, and so do bytes that cannot be read. */
  bytes: Uint8Array | null;
  /** A word beside the label, or the reason why a picture is missing. */
  note?: string;
}

const SheetOptions = z.strictObject({
  columns: z.int().min(1).max(SHEET.columnsMax),
  /** Pixels; margins and type grow with it. */
  cellWidth: z.int().min(SHEET.cellWidthMin).max(SHEET.cellWidthMax),
  title: z.string().optional(),
  subtitle: z.string().optional(),
});
export type SheetOptions = z.infer<typeof SheetOptions>;

const PAGE: Rgb = [247, 245, 241];
const LINE: Rgb = [203, 198, 188];
const EMPTY: Rgb = [240, 237, 231];
const STROKE: Rgb = [229, 225, 216];
const INK = "#22201c";
const FADED = "#857f74";

/**
 * All pictures of a set on one page, row by row, each with its label, as a PNG. The cells have the proportions of the
 * first readable picture; the others are fitted in whole. Throws `contact-sheet.invalid` naming the option at fault.
 */
export async function contactSheet(cells: readonly SheetCell[], options: SheetOptions): Promise<Buffer> {
  const checked = parsed(cells, options);
  const sharp = await imageEngine();
  const layout = await plan(cells, checked);
  const parts = await Promise.all([
    heading(layout, checked),
    ...cells.map((cell, index) => draw(cell, index, layout)),
  ]);
  const { width, height } = layout;
  return sharp({ create: { width, height, channels: 3, background: css(PAGE) } })
    .composite(parts.flat())
    .png({ compressionLevel: 9 })
    .toBuffer();
}

interface Layout {
  columns: number;
  cell: { width: number; height: number };
  /** From one cell's corner to the next one's. */
  pitch: { x: number; y: number };
  margin: number;
  /** Height of the title block, margin included. */
  top: number;
  typeSize: number;
  width: number;
  height: number;
}

async function plan(
  cells: readonly SheetCell[],
  { columns, cellWidth, title, subtitle }: SheetOptions,
): Promise<Layout> {
  const cell = { width: cellWidth, height: Math.round(cellWidth * (await proportion(cells))) };
  const gap = Math.round(cellWidth * 0.07);
  const margin = Math.round(cellWidth * 0.18);
  const typeSize = Math.max(11, Math.round(cellWidth * 0.066));
  const titleHeight = (title ? typeSize * 2.1 : 0) + (subtitle ? typeSize * 1.6 : 0);
  const top = margin + Math.round(titleHeight + (titleHeight > 0 ? typeSize : 0));
  const pitch = { x: cellWidth + gap, y: cell.height + Math.round(typeSize * 2.1) + gap };
  const used = Math.min(columns, cells.length);
  const width = 2 * margin + used * pitch.x - gap;
  const height = top + Math.ceil(cells.length / columns) * pitch.y - gap + Math.round(margin * 0.8);
  return { columns, cell, pitch, margin, top, typeSize, width, height };
}

/** Height by width of the first picture that can be read. */
async function proportion(cells: readonly SheetCell[]): Promise<number> {
  const sharp = await imageEngine();
  for (const { bytes } of cells) {
    const header = bytes
      ? await sharp(bytes)
          .metadata()
          .catch(() => undefined)
      : undefined;
    if (header) return Math.min(2, Math.max(0.5, header.autoOrient.height / header.autoOrient.width));
  }
  return 1;
}

async function heading(layout: Layout, { title, subtitle }: SheetOptions): Promise<OverlayOptions[]> {
  const maxWidth = layout.width - 2 * layout.margin;
  const parts: OverlayOptions[] = [];
  let top = layout.margin;
  if (title) {
    const size = Math.round(layout.typeSize * 1.6);
    const { input } = await lineOfText(title, { sizePixels: size, color: INK, isBold: true, maxWidth });
    parts.push({ input, left: layout.margin, top });
    top += Math.round(layout.typeSize * 2.2);
  }
  if (subtitle) {
    const { input } = await lineOfText(subtitle, { sizePixels: layout.typeSize, color: FADED, maxWidth });
    parts.push({ input, left: layout.margin, top });
  }
  return parts;
}

async function draw(cell: SheetCell, index: number, layout: Layout): Promise<OverlayOptions[]> {
  const left = layout.margin + (index % layout.columns) * layout.pitch.x;
  const top = layout.top + Math.floor(index / layout.columns) * layout.pitch.y;
  const { width, height } = layout.cell;
  const raw = { width, height, channels: 4 } as const;
  const picture = cell.bytes ? await fitted(cell.bytes, layout).catch(() => undefined) : undefined;
  const spacing = Math.max(6, Math.round(width / 20));
  const ground = picture ?? hatching({ width, height, paper: EMPTY, stroke: STROKE, spacing });
  const radius = Math.round(width * 0.04);
  const frame = roundedFrame({ width, height, radius, page: PAGE, line: LINE });
  return [
    { input: ground, raw, left, top },
    { input: frame, raw, left, top },
    ...(picture ? [] : await missing(cell, { left, top, layout })),
    ...(await caption(cell, { left, top, layout, hasPicture: picture !== undefined })),
  ];
}

async function fitted(bytes: Uint8Array, { cell }: Layout): Promise<Buffer> {
  const sharp = await imageEngine();
  const image = sharp(bytes, { failOn: "error" }).autoOrient().toColourspace("srgb");
  const sized = image.resize({ ...cell, fit: "contain", background: css(PAGE) }).ensureAlpha();
  return sized.raw({ depth: "uchar" }).toBuffer();
}

interface Spot {
  left: number;
  top: number;
  layout: Layout;
}

async function missing(cell: SheetCell, { left, top, layout }: Spot): Promise<OverlayOptions[]> {
  const { width, height } = layout.cell;
  const style = { color: FADED, align: "center", maxWidth: width * 0.86 } as const;
  const middle = { x: left + width / 2, y: top + height / 2 };
  const word = await lineOfText(cell.bytes ? "unreadable" : "missing", {
    ...style,
    sizePixels: layout.typeSize,
    isBold: true,
  });
  if (!cell.note) return [{ input: word.input, ...centredOn(word, middle) }];
  const why = await lineOfText(cell.note, { ...style, sizePixels: Math.round(layout.typeSize * 0.8) });
  const apart = layout.typeSize * 0.75;
  return [
    { input: word.input, ...centredOn(word, { x: middle.x, y: middle.y - apart }) },
    { input: why.input, ...centredOn(why, { x: middle.x, y: middle.y + apart }) },
  ];
}

async function caption(cell: SheetCell, spot: Spot & { hasPicture: boolean }): Promise<OverlayOptions[]> {
  const { cell: size, typeSize } = spot.layout;
  const top = spot.top + size.height + Math.round(typeSize * 0.6);
  const color = spot.hasPicture ? INK : FADED;
  const label = await lineOfText(cell.label, {
    sizePixels: typeSize,
    color,
    isBold: true,
    maxWidth: size.width * 0.45,
  });
  const parts = [{ input: label.input, left: spot.left, top }];
  if (!cell.note || !spot.hasPicture) return parts;
  const sizePixels = Math.round(typeSize * 0.8);
  const note = await lineOfText(cell.note, {
    sizePixels,
    color: FADED,
    align: "right",
    maxWidth: size.width * 0.5,
  });
  const drop = Math.round((label.height - note.height) * 0.6);
  return [...parts, { input: note.input, left: spot.left + size.width - note.width, top: top + drop }];
}

function parsed(cells: readonly SheetCell[], options: SheetOptions): SheetOptions {
  const result = SheetOptions.safeParse(options);
  const problems = (result.error?.issues ?? []).map(({ path, message }) => ({
    field: path.join("."),
    message,
  }));
  if (cells.length === 0 || cells.length > SHEET.cellsMax) {
    problems.push({ field: "cells", message: `must be 1 to ${SHEET.cellsMax}, not ${cells.length}` });
  }
  if (!result.success || problems.length > 0) throw inputError("contact-sheet.invalid", problems);
  return result.data;
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}
