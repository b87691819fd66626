import type { Features } from "./features.ts";
import { OUTLINE_COLUMNS, OUTLINE_ROWS, section } from "./layout.ts";

/** The figure's outline at a fixed height, centred on the figure. */
export interface Outline {
  rows: number;
  columns: number;
  isFigure(row: number, column: number): boolean;
}

/** The outline that is kept in the features of a picture. */
export function outlineOf(features: Features): Outline {
  const bits = section(features.data, "outline");
  return {
    rows: OUTLINE_ROWS,
    columns: OUTLINE_COLUMNS,
    isFigure: (row, column) => {
      if (row < 0 || column < 0 || row >= OUTLINE_ROWS || column >= OUTLINE_COLUMNS) return false;
      const cell = row * OUTLINE_COLUMNS + column;
      return (((bits[cell >> 3] ?? 0) >> (cell & 7)) & 1) === 1;
    },
  };
}
