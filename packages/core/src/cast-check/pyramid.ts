import type { StandOut } from "./background.ts";
import { type Field, meanInto } from "./field.ts";

/** The mean colors of overlapping squares of one size, half a square apart. */
export interface Level {
  /** Side of a square in pixels of the field, and the distance between two. */
  size: number;
  step: number;
  columns: number;
  rows: number;
  /** Three numbers a square: OKLab. */
  colors: Float32Array;
}

/** The levels of a picture, each made when it is first asked for and shared by all figures that are looked for. */
export interface Pyramid {
  field: Field;
  /** Where something stands out from the place; undefined where that is not known. */
  standOut: StandOut | undefined;
  level(size: number): Level;
}

/** Levels of a field by the size of their squares. */
export function pyramidOf(field: Field, standOut?: StandOut): Pyramid {
  const known = new Map<number, Level>();
  return {
    field,
    standOut,
    level: (size) => {
      const level = known.get(size) ?? levelOf(field, size);
      known.set(size, level);
      return level;
    },
  };
}

function levelOf(field: Field, size: number): Level {
  const step = size / 2;
  const columns = Math.max(0, Math.floor((field.width - size) / step) + 1);
  const rows = Math.max(0, Math.floor((field.height - size) / step) + 1);
  const colors = new Float32Array(columns * rows * 3);
  const mean = new Float64Array(3);
  for (let index = 0; index < columns * rows; index += 1) {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const rect = { left: column * step, top: row * step, width: size, height: size };
    if (meanInto(field, rect, mean) > 0) colors.set(mean, index * 3);
  }
  return { size, step, columns, rows, colors };
}
