import { labImage } from "@likeness/core/images";
import sharp from "sharp";
import { expect, test } from "vitest";
import { plainMask } from "../../../packages/core/src/consistency/plain-mask.ts";

const SIDE = 192;
const GROUND = "#8a9a78";

/** The lowest row of a red figure in boots, standing at row 150, with something drawn behind it. */
async function lowestRow(behind: string, boots = "#222"): Promise<number> {
  const figure = `<rect x="76" y="40" width="40" height="98" fill="#c22"/><path d="M76 138h18v12h-18zm22 0h18v12h-18z" fill="${boots}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="100%" height="100%" fill="${GROUND}"/>${behind}${figure}</svg>`;
  const rgb = new Uint8Array(await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer());
  const mask = plainMask(labImage({ rgb, width: SIDE, height: SIDE }));
  return Math.floor(mask.lastIndexOf(1) / SIDE);
}

test("a flat shadow on the floor is no part of the figure", async () => {
  const shadow = '<ellipse cx="96" cy="152" rx="60" ry="12" fill="#000" fill-opacity="0.25"/>';
  expect(await lowestRow(shadow)).toBeLessThanOrEqual(150);
});

test("a flat thing in another colour stays", async () => {
  expect(await lowestRow('<ellipse cx="96" cy="152" rx="60" ry="12" fill="#36a"/>')).toBeGreaterThan(158);
});

test("boots in the floor's colour stay", async () => {
  expect(await lowestRow("", "#6c795d")).toBeGreaterThan(147);
});
