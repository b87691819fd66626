import { compare, outlineOf } from "../consistency/index.ts";
import { distanceSquared, toLab } from "../images/index.ts";
import type { Canvas, Rgb } from "./canvas.ts";
import type { EvidenceView, Palette } from "./sheet.ts";

export const INK: Rgb = [34, 32, 28];
export const FADED: Rgb = [120, 114, 104];
export const GOOD: Rgb = [42, 128, 84];
export const BAD: Rgb = [190, 48, 40];
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
  const ordered = [...outlines].sort((one, other) => Number(other.passed) - Number(one.passed));
  for (const { isFigure, passed } of ordered) {
    const [color, alpha]: [Rgb, number] = passed ? [[52, 84, 130], 0.13] : [BAD, 0.7];
    const isInside = (row: number, column: number) =>
      isFigure(row - 1, column) &&
      isFigure(row + 1, column) &&
      isFigure(row, column - 1) &&
      isFigure(row, column + 1);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (!isFigure(row, column) || (!passed && isInside(row, column))) continue;
        canvas.fill({ x: x + column * cell, y: y + row * cell, width: cell, height: cell }, color, alpha);
      }
    }
  }
}

/** Every view against every other: the overall score in hundredths, from red (another) to green (the same). */
export function heatMap(canvas: Canvas, { x, y, width }: Place, views: readonly EvidenceView[]): void {
  const cell = Math.min(44, Math.floor((width - 56) / Math.max(1, views.length)));
  const [left, top] = [x + 56, y + 22];
  for (const [row, one] of views.entries()) {
    canvas.write(String(one.angle), { x, y: top + row * cell + cell / 2 - 7 }, { color: INK });
    canvas.write(String(one.angle), { x: left + row * cell + 2, y }, { color: INK, dot: cell >= 40 ? 2 : 1 });
    for (const [column, other] of views.entries()) {
      const score = scoreBetween(one, other);
      const box = { x: left + column * cell, y: top + row * cell, width: cell - 1, height: cell - 1 };
      canvas.fill(box, score === undefined ? [220, 216, 208] : heat(score));
      const text = score === undefined ? "-" : String(Math.min(99, Math.round(score * 100)));
      const isDark = score !== undefined && (score < 0.25 || score > 0.85);
      canvas.write(
        text,
        { x: box.x + cell / 2 - 11, y: box.y + cell / 2 - 7 },
        { color: isDark ? [255, 255, 255] : INK },
      );
    }
  }
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
