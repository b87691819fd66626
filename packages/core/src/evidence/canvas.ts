import { GLYPH, hasDot } from "./glyphs.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pixels to paint on, RGB. What lies outside is left out. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
  /** Paints a rectangle; `alpha` 0 to 1 mixes it with what is there. */
  fill(box: Box, color: Rgb, alpha?: number): void;
  /** Puts a picture of three channels there, whole; it must fit. */
  paste(picture: { data: Uint8Array; width: number; height: number }, at: { x: number; y: number }): void;
  /** One line of text, `dot` pixels to a dot of a sign; longer text than `maxWidth` ends with dots. Returns its width. */
  write(
    text: string,
    at: { x: number; y: number },
    style: { color: Rgb; dot?: number; maxWidth?: number },
  ): number;
}

/** A blank page. */
export function createCanvas(size: { width: number; height: number }, paper: Rgb): Canvas {
  const { width, height } = size;
  const data = Buffer.alloc(width * height * 3, Uint8Array.from(paper));
  const fill: Canvas["fill"] = (box, color, alpha = 1) => {
    const [right, bottom] = [Math.min(width, box.x + box.width), Math.min(height, box.y + box.height)];
    const left = Math.max(0, Math.round(box.x));
    const opaque = alpha === 1 ? Uint8Array.from(color) : undefined;
    for (let y = Math.max(0, Math.round(box.y)); y < bottom; y++) {
      if (opaque) {
        data.fill(opaque, (y * width + left) * 3, (y * width + Math.max(left, Math.ceil(right))) * 3);
        continue;
      }
      for (let x = left; x < right; x++) {
        const at = (y * width + x) * 3;
        for (let channel = 0; channel < 3; channel++) {
          const old = data[at + channel] ?? 0;
          data[at + channel] = Math.round(old + ((color[channel] ?? 0) - old) * alpha);
        }
      }
    }
  };
  const write: Canvas["write"] = (text, { x, y }, { color, dot = 2, maxWidth = width }) => {
    const room = Math.max(1, Math.floor(maxWidth / (GLYPH.advance * dot)));
    const signs = [...text];
    const shown = signs.length <= room ? signs : [...signs.slice(0, room - 1), "…"];
    for (const [index, sign] of shown.entries()) {
      for (let row = 0; row < GLYPH.rows; row++) {
        for (let column = 0; column < GLYPH.columns; column++) {
          if (!hasDot(sign, { row, column })) continue;
          const left = x + (index * GLYPH.advance + column) * dot;
          fill({ x: left, y: y + row * dot, width: dot, height: dot }, color);
        }
      }
    }
    return shown.length * GLYPH.advance * dot;
  };
  const paste: Canvas["paste"] = (picture, { x, y }) => {
    const stride = picture.width * 3;
    for (let row = 0; row < picture.height; row++)
      data.set(picture.data.subarray(row * stride, (row + 1) * stride), ((y + row) * width + x) * 3);
  };
  return { width, height, data, fill, paste, write };
}
