import { describe, expect, it } from "vitest";
import { extrasOf } from "../../../packages/core/src/cast-check/extras.ts";

const SIZE = 6;
const COLUMNS = 40;
const ROWS = 60;
const FIGURE_HEIGHT = 180;

/** What is foreign to a place: the rectangles given in squares, all in colors of which the place has none. */
function foreignIn(...rects: Array<{ left: number; top: number; width: number; height: number }>) {
  const squares = new Uint8Array(COLUMNS * ROWS);
  for (const { left, top, width, height } of rects) {
    for (let row = top; row < top + height; row += 1)
      squares.fill(1, row * COLUMNS + left, row * COLUMNS + left + width);
  }
  return { columns: COLUMNS, rows: ROWS, size: SIZE, squares, strange: squares };
}

function strangersIn(...rects: Parameters<typeof foreignIn>) {
  return extrasOf({ found: [], seen: [], foreign: foreignIn(...rects), figureHeight: FIGURE_HEIGHT });
}

const HEAD = { left: 10, top: 28, width: 11, height: 9 };
const LEGS = { left: 11, top: 43, width: 9, height: 11 };

describe("strangers", () => {
  it("are one body when a coat of the place's color parts head and legs", () => {
    expect(strangersIn(HEAD, LEGS)).toEqual([
      { ...{ left: 60, top: 168, width: 66, height: 156 }, area: expect.any(Number), strangeShare: 1 },
    ]);
  });

  it("are not made of pieces that stand beside each other", () => {
    expect(strangersIn(HEAD, { ...LEGS, left: 28 })).toEqual([]);
  });

  it("are not made of pieces far above each other", () => {
    expect(strangersIn({ ...HEAD, top: 8 }, LEGS)).toEqual([]);
  });
});
