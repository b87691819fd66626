import type { Features } from "../consistency/index.ts";
import { imageEngine } from "../images/index.ts";
import { type Box, type Canvas, createCanvas, type Rgb } from "./canvas.ts";
import { BAD, FADED, GOOD, heatMap, INK, paletteStrips, silhouettes } from "./panels.ts";

export type Palette = ReadonlyArray<{ hex: string; share: number }>;

/** One view as the sheet shows it; `picture` is encoded, a thumbnail of 256 pixels will do. */
export interface EvidenceView {
  angle: number;
  picture: Uint8Array;
  palette: Palette;
  features: Features;
  overall: number | null;
  passed: boolean;
  /** A word or two on why it does not pass. */
  remark: string;
}

export interface EvidenceInput {
  title: string;
  subtitle: string;
  views: readonly EvidenceView[];
  master: Palette;
  /** The view that fits least, and what to see it beside, each as of 512 pixels; absent where nothing was measured. */
  worst?: { angle: number; reason: string; picture: Uint8Array; beside: Beside } | undefined;
}

/** A view, or the master where no angle is said. */
interface Beside {
  angle?: number | undefined;
  picture: Uint8Array;
}

const PAGE: Rgb = [250, 249, 246];
const COLUMNS = 6;
const CELL = 236;
const CAPTION = 44;
const MARGIN = 40;
const WIDTH = MARGIN * 2 + COLUMNS * (CELL + 12) - 12;
const PANEL_TITLE = 30;
const PAIR = 340;

/**
 * The evidence of a report on one page, as PNG: the views with their scores, palettes with their distance from the
 * master's, outlines over one another, every view against every other, and the worst view beside a good one.
 */
export async function drawEvidence(input: EvidenceInput): Promise<Buffer> {
  const { views } = input;
  const sheetRows = Math.ceil(views.length / COLUMNS);
  const lower = 110 + sheetRows * (CELL + CAPTION);
  const heatSide = Math.min(44, Math.floor(540 / Math.max(1, views.length))) * views.length + 60;
  const middleHeight = PANEL_TITLE + Math.max(heatSide, (views.length + 1) * 26) + 30;
  const height = lower + middleHeight + PANEL_TITLE + Math.max(PAIR, 300) + MARGIN;
  const canvas = createCanvas({ width: WIDTH, height }, PAGE);
  canvas.write(
    input.title,
    { x: MARGIN, y: MARGIN - 6 },
    { color: INK, dot: 3, maxWidth: WIDTH - 2 * MARGIN },
  );
  canvas.write(input.subtitle, { x: MARGIN, y: MARGIN + 28 }, { color: FADED, maxWidth: WIDTH - 2 * MARGIN });
  const half = Math.floor((WIDTH - 3 * MARGIN) / 2);
  const [left, right] = [MARGIN, MARGIN * 2 + half];
  const bottom = lower + middleHeight;
  const pictures = [
    ...views.map((view, index) => captioned(canvas, view, index)),
    ...worstPair(canvas, input, { x: right, y: bottom, half }),
  ];
  // Decoded in other threads while the panels are painted here.
  const pasted = pasteAll(canvas, pictures);
  canvas.write("Palettes, distance from the master", { x: left, y: lower }, { color: INK });
  paletteStrips(canvas, { x: left, y: lower + PANEL_TITLE, width: half }, { views, master: input.master });
  canvas.write("Every view against every other, in hundredths", { x: right, y: lower }, { color: INK });
  heatMap(canvas, { x: right, y: lower + PANEL_TITLE, width: half }, views);
  canvas.write("Outlines at equal height, failing ones red", { x: left, y: bottom }, { color: INK });
  silhouettes(canvas, { x: left, y: bottom + PANEL_TITLE, width: half }, views);
  await pasted;
  return encoded(canvas);
}

interface Placed {
  picture: Uint8Array;
  box: Box;
}

function captioned(canvas: Canvas, view: EvidenceView, index: number): Placed {
  const x = MARGIN + (index % COLUMNS) * (CELL + 12);
  const y = 100 + Math.floor(index / COLUMNS) * (CELL + CAPTION);
  const color = view.passed ? GOOD : BAD;
  canvas.fill({ x: x - 3, y: y - 3, width: CELL + 6, height: CELL + 6 }, color);
  const line = y + CELL + 8;
  const used = canvas.write(`${view.angle}°`, { x, y: line }, { color: INK });
  const score = view.overall === null ? "unmeasured" : view.overall.toFixed(2);
  const after = canvas.write(score, { x: x + used + 12, y: line }, { color });
  const room = CELL - used - after - 20;
  const word = view.passed ? "" : view.remark;
  canvas.write(word, { x: x + used + after + 20, y: line }, { color: FADED, maxWidth: room });
  return { picture: view.picture, box: { x, y, width: CELL, height: CELL } };
}

function worstPair(
  canvas: Canvas,
  { worst }: EvidenceInput,
  { x, y, half }: { x: number; y: number; half: number },
): Placed[] {
  if (!worst) return [];
  const { angle, reason, picture, beside } = worst;
  const name = beside.angle === undefined ? "the master" : `${beside.angle}°`;
  canvas.write(`Weakest: ${angle}° beside ${name}. ${reason}`, { x, y }, { color: INK, maxWidth: half });
  const top = y + PANEL_TITLE;
  const side = Math.min(PAIR, Math.floor((half - 12) / 2));
  return [
    { picture, box: { x, y: top, width: side, height: side } },
    { picture: beside.picture, box: { x: x + side + 12, y: top, width: side, height: side } },
  ];
}

async function pasteAll(canvas: Canvas, pictures: readonly Placed[]): Promise<void> {
  const sharp = await imageEngine();
  await Promise.all(
    pictures.map(async ({ picture, box: { x, y, width, height } }) => {
      const sized = sharp(picture).resize({ width, height, fit: "contain", background: "#efece6" });
      canvas.paste({ data: await sized.removeAlpha().raw().toBuffer(), width, height }, { x, y });
    }),
  );
}

async function encoded({ data, width, height }: Canvas): Promise<Buffer> {
  const sharp = await imageEngine();
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}
