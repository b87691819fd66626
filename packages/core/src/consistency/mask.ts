import type { LabImage } from "../images/index.ts";

/** A mask with its box: rows and columns from `top`/`left` up to, not including, `bottom`/`right`. */
export interface Mask {
  width: number;
  height: number;
  isFigure: Uint8Array;
  pixels: number;
  top: number;
  bottom: number;
  left: number;
  right: number;
  /** Share of the picture, and of its border, that the figure covers. */
  coverage: number;
  borderContact: number;
}

/** Measures a mask; an empty one has an empty box. */
export function toMask(isFigure: Uint8Array, { width, height }: Pick<LabImage, "width" | "height">): Mask {
  let [top, bottom, left, right, pixels, contact] = [height, 0, width, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isFigure[y * width + x]) continue;
      pixels++;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) contact++;
    }
  }
  if (pixels === 0) [top, left] = [0, 0];
  const border = Math.max(1, 2 * (width + height) - 4);
  return {
    width,
    height,
    isFigure,
    pixels,
    top,
    bottom,
    left,
    right,
    coverage: pixels / Math.max(1, width * height),
    borderContact: Math.min(1, contact / border),
  };
}
