import { describe, expect, it } from "vitest";
import { isCopy } from "../../../packages/core/src/cast-check/copy.ts";
import { fieldOf } from "../../../packages/core/src/cast-check/field.ts";
import { SAME_LIGHT } from "../../../packages/core/src/cast-check/light.ts";
import { pyramidOf } from "../../../packages/core/src/cast-check/pyramid.ts";
import { lookAt, suspectOf } from "../../../packages/core/src/cast-check/subject-region.ts";
import { cutoutOf } from "../../../packages/core/src/cast-check/template.ts";

type Rgb = [number, number, number];

const FIGURE = { width: 96, height: 168 };
const AT = { left: 80, top: 90 };
const GROUND: Rgb = [120, 130, 140];

/** A coat of patches of 12 pixels; `y` beyond the figure is its ground. */
function coat(x: number, y: number): Rgb {
  const patch = Math.floor(x / 12) * 7 + Math.floor(y / 12) * 13;
  return [40 + ((patch * 37) % 180), 40 + ((patch * 59) % 180), 40 + ((patch * 83) % 180)];
}

const suspect = (() => {
  const [width, height] = [FIGURE.width + 40, FIGURE.height + 40];
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < FIGURE.height; y += 1)
    for (let x = 0; x < FIGURE.width; x += 1) data.set([...coat(x, y), 255], ((y + 20) * width + x + 20) * 4);
  const cutout = cutoutOf({ data, width, height, channels: 4 });
  if (!cutout) throw new Error("The figure fills its picture");
  const asked = { x: AT.left + FIGURE.width / 2, y: AT.top + FIGURE.height, height: FIGURE.height };
  return suspectOf({ key: "1", isCharacter: true, asked }, cutout);
})();

/** Whether the figure, as `seen` draws it, passes for a copy. */
function isCopied(seen: (x: number, y: number) => Rgb): boolean {
  const [width, height] = [260, 300];
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [left, top] = [x - AT.left, y - AT.top];
      const isInside = left >= 0 && top >= 0 && left < FIGURE.width && top < FIGURE.height;
      data.set(isInside ? seen(left, top) : GROUND, (y * width + x) * 3);
    }
  }
  const field = fieldOf({ data, width, height, channels: 3 });
  const spot = { ...AT, ...FIGURE, score: 0 };
  const sighting = lookAt(pyramidOf(field, undefined), suspect, { spot, light: SAME_LIGHT });
  return isCopy({ ...sighting, likeness: 1 }, field);
}

const scaled = (color: Rgb, factor: number) => color.map((value) => Math.min(255, value * factor)) as Rgb;

describe("a reference pasted into a scene", () => {
  it("is known as it is, and with the picture's light laid over all of it", () => {
    expect(isCopied(coat)).toBe(true);
    expect(isCopied((x, y) => scaled(coat(x, y), 0.8))).toBe(true);
  });

  it("is not suspected in a figure that light falls on from one side", () => {
    expect(isCopied((x, y) => scaled(coat(x, y), 0.6 + (0.6 * x) / FIGURE.width))).toBe(false);
  });

  it("is not suspected in a figure whose details lie elsewhere", () => {
    expect(isCopied((x, y) => coat(x, y < FIGURE.height / 2 ? y : (y + 5) % FIGURE.height))).toBe(false);
  });
});
