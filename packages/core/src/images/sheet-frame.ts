import type { Overlay } from "./sheet-text.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

export interface FrameStyle {
  width: number;
  height: number;
  radius: number;
  /** What lies around the rounded corners. */
  page: Rgb;
  line: Rgb;
}

const CHANNELS = 4;

/** Laid over a picture, it rounds the corners (by painting the page over them) and draws a hairline around it. */
export function roundedFrame(style: FrameStyle): Buffer {
  const { width, height, page, line } = style;
  const pixels = Buffer.alloc(width * height * CHANNELS);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const outside = roundedDistance(x + 0.5, y + 0.5, style);
      const pageAlpha = unit(outside + 0.5);
      const lineAlpha = unit(1.5 - Math.abs(outside + 0.75)) * 0.9;
      const alpha = pageAlpha + lineAlpha * (1 - pageAlpha);
      if (alpha === 0) continue;
      const mixed = page.map((value, channel) => {
        const lined = (line[channel] ?? 0) * lineAlpha * (1 - pageAlpha);
        return Math.round((value * pageAlpha + lined) / alpha);
      });
      pixels.set([...mixed, Math.round(alpha * 255)], (y * width + x) * CHANNELS);
    }
  }
  return pixels;
}

export interface HatchStyle {
  width: number;
  height: number;
  paper: Rgb;
  stroke: Rgb;
  /** Pixels between two strokes. */
  spacing: number;
}

/** Faint diagonal strokes: a place that is kept for a picture. */
export function hatching({ width, height, paper, stroke, spacing }: HatchStyle): Buffer {
  const pixels = Buffer.alloc(width * height * CHANNELS, 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = (((x + y) % spacing) + spacing) % spacing;
      const ink = unit(spacing / 12 + 0.5 - Math.abs(across - spacing / 2) * Math.SQRT1_2);
      const mixed = paper.map((value, channel) => Math.round(value + ((stroke[channel] ?? 0) - value) * ink));
      pixels.set(mixed, (y * width + x) * CHANNELS);
    }
  }
  return pixels;
}

/** Where to put an overlay so that it is centred on a point. */
export function centredOn(overlay: Overlay, at: { x: number; y: number }): { left: number; top: number } {
  return { left: Math.round(at.x - overlay.width / 2), top: Math.round(at.y - overlay.height / 2) };
}

/** Signed distance to the rounded rectangle: negative inside. */
function roundedDistance(x: number, y: number, { width, height, radius }: FrameStyle): number {
  const dx = Math.abs(x - width / 2) - (width / 2 - radius);
  const dy = Math.abs(y - height / 2) - (height / 2 - radius);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

function unit(value: number): number {
  return Math.max(0, Math.min(1, value));
}
