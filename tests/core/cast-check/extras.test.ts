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

/** Arms held out from a thin body: less than a quarter of their box. */
const ARMS = { left: 5, top: 30, width: 26, height: 3 };
const TRUNK = { left: 16, top: 25, width: 4, height: 29 };

/** As `strangersIn`, but only so much of what is foreign has a color that the place has nowhere. */
function strangersPartlyIn(strangeShare: number, ...rects: Parameters<typeof foreignIn>) {
  const foreign = foreignIn(...rects);
  const all = [...foreign.squares.keys()].filter((at) => foreign.squares[at] === 1);
  const strange = new Uint8Array(foreign.squares.length);
  for (const at of all.slice(0, Math.round(strangeShare * all.length))) strange[at] = 1;
  return extrasOf({ found: [], seen: [], foreign: { ...foreign, strange }, figureHeight: FIGURE_HEIGHT });
}

describe("strangers", () => {
  it("may hold out their arms, and be mostly in colors that the place has elsewhere", () => {
    expect(strangersPartlyIn(0.2, ARMS, TRUNK)).toHaveLength(1);
  });

  it("are not pieces of the place that stand elsewhere than in its reference", () => {
    expect(strangersPartlyIn(0.1, ARMS, TRUNK)).toEqual([]);
  });

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
