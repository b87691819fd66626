import { compare, type Outline, outlineOf } from "../consistency/index.ts";
import { distanceSquared, toLab } from "../images/index.ts";
import type { Canvas, Rgb } from "./canvas.ts";
import type { EvidenceView, Palette } from "./sheet.ts";

export const INK: Rgb = [34, 32, 28];
export const FADED: Rgb = [120, 114, 104];
export const GOOD: Rgb = [42, 128, 84];
export const BAD: Rgb = [190, 48, 40];
const SHADE: Rgb = [52, 84, 130];
const HEAT: readonly Rgb[] = [
  [150, 30, 40],
  [222, 120, 60],
  [244, 214, 120],
  [120, 180, 110],
  [30, 110, 80],
];

interface Place {
  x: number;
  y: number;
  width: number;
}

/** One strip of dominant colours per view, the master's first, with the difference from the master's. */
export function paletteStrips(
  canvas: Canvas,
  { x, y, width }: Place,
  { views, master }: { views: readonly EvidenceView[]; master: Palette },
): void {
  const strip = { left: x + 60, width: width - 170, height: 20, pitch: 26 };
  const rows = [
    { label: "REF", palette: master },
    ...views.map(({ angle, palette }) => ({ label: `${angle}°`, palette })),
  ];
  for (const [row, { label, palette }] of rows.entries()) {
    const top = y + row * strip.pitch;
    canvas.write(label, { x, y: top + 3 }, { color: INK });
    let left = strip.left;
    for (const { hex, share } of palette) {
      const span = share * strip.width;
      canvas.fill({ x: left, y: top, width: Math.ceil(span), height: strip.height }, rgbOf(hex));
      left += span;
    }
    if (row === 0) continue;
    const away = paletteDistance(palette, master);
    canvas.write(
      `ΔE ${away.toFixed(1)}`,
      { x: strip.left + strip.width + 14, y: top + 3 },
      { color: away < 6 ? INK : BAD },
    );
  }
}

/** Mean distance of each colour to the nearest one of the other palette, by share, both ways; in hundredths of OKLab. */
function paletteDistance(one: Palette, other: Palette): number {
  const way = (from: Palette, to: Palette) =>
    from.reduce((sum, { hex, share }) => {
      const nearest = Math.min(
        ...to.map((swatch) => distanceSquared(toLab(...rgbOf(hex)), toLab(...rgbOf(swatch.hex)))),
      );
      return sum + share * Math.sqrt(Number.isFinite(nearest) ? nearest : 1);
    }, 0);
  return ((way(one, other) + way(other, one)) / 2) * 100;
}

/** All outlines over one another at equal height: where they agree it is dark. Failing ones are red lines. */
export function silhouettes(canvas: Canvas, { x, y, width }: Place, views: readonly EvidenceView[]): void {
  const outlines = views.map(({ features, passed }) => ({ ...outlineOf(features), passed }));
  const { rows = 1, columns = 1 } = outlines[0] ?? {};
  const cell = Math.max(2, Math.floor(width / columns));
  const passing = outlines.filter(({ passed }) => passed);
  const failing = outlines.filter(({ passed }) => !passed);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const box = { x: x + column * cell, y: y + row * cell, width: cell, height: cell };
      const shades = passing.filter(({ isFigure }) => isFigure(row, column)).length;
      if (shades > 0) canvas.fill(box, SHADE, layered(0.13, shades));
      const lines = failing.filter((outline) => isEdge(outline, row, column)).length;
      if (lines > 0) canvas.fill(box, BAD, layered(0.7, lines));
    }
  }
}

/** How much of a color is seen where so many layers of it lie on one another. */
function layered(alpha: number, layers: number): number {
  return 1 - (1 - alpha) ** layers;
}

/** Whether a cell belongs to the figure and has a neighbour that does not. */
function isEdge({ isFigure }: Outline, row: number, column: number): boolean {
  const isInside =
    isFigure(row - 1, column) &&
    isFigure(row + 1, column) &&
    isFigure(row, column - 1) &&
    isFigure(row, column + 1);
  return isFigure(row, column) && !isInside;
}

/** Every view against every other: the overall score in hundredths, from red (another) to green (the same). */
export function heatMap(canvas: Canvas, { x, y, width }: Place, views: readonly EvidenceView[]): void {
  const cell = Math.min(44, Math.floor((width - 56) / Math.max(1, views.length)));
  const [left, top] = [x + 56, y + 22];
  for (const [row, one] of views.entries()) {
    canvas.write(String(one.angle), { x, y: top + row * cell + cell / 2 - 7 }, { color: INK });
    canvas.write(String(one.angle), { x: left + row * cell + 2, y }, { color: INK, dot: cell >= 40 ? 2 : 1 });
    // A score is the same in both orders.
    for (let column = row; column < views.length; column++) {
      const score = scoreBetween(one, views[column] ?? one);
      heatCell(canvas, { x: left + column * cell, y: top + row * cell, width: cell }, score);
      if (column > row)
        heatCell(canvas, { x: left + row * cell, y: top + column * cell, width: cell }, score);
    }
  }
}

function heatCell(canvas: Canvas, { x, y, width }: Place, score: number | undefined): void {
  const box = { x, y, width: width - 1, height: width - 1 };
  canvas.fill(box, score === undefined ? [220, 216, 208] : heat(score));
  const text = score === undefined ? "-" : String(Math.min(99, Math.round(score * 100)));
  const isDark = score !== undefined && (score < 0.25 || score > 0.85);
  const at = { x: x + width / 2 - 11, y: y + width / 2 - 7 };
  canvas.write(text, at, { color: isDark ? [255, 255, 255] : INK });
}

function scoreBetween(one: EvidenceView, other: EvidenceView): number | undefined {
  const { overall } = compare(one.features, other.features, { angleA: one.angle, angleB: other.angle });
  return overall.status === "measured" ? overall.score : undefined;
}

function heat(score: number): Rgb {
  const at = Math.min(0.9999, Math.max(0, score)) * (HEAT.length - 1);
  const [low = INK, high = INK] = [HEAT[Math.floor(at)], HEAT[Math.floor(at) + 1]];
  const mix = (channel: 0 | 1 | 2) => Math.round(low[channel] + (high[channel] - low[channel]) * (at % 1));
  return [mix(0), mix(1), mix(2)];
}

function rgbOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
