import { CELLS_PER_SIDE, CHANNELS, INPUT_SIDE_PIXELS, poolCells, seeCells } from "@likeness/core/learned";
import sharp from "sharp";
import { expect, test } from "vitest";

const SIDE = INPUT_SIDE_PIXELS;

/** A figure of two coloured shapes, at a place in the picture. */
async function drawing(options: { x: number; hue: string; shape?: "round" | "square" }): Promise<Uint8Array> {
  const { x, hue, shape = "round" } = options;
  const head =
    shape === "round"
      ? `<circle cx="${x}" cy="70" r="34" fill="${hue}"/>`
      : `<rect x="${x - 34}" y="36" width="68" height="68" fill="${hue}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="100%" height="100%" fill="#ddd"/>${head}<rect x="${x - 22}" y="104" width="44" height="90" fill="#333"/></svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer());
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

const everywhere = new Float32Array(CELLS_PER_SIDE * CELLS_PER_SIDE).fill(1);
const see = async (options: Parameters<typeof drawing>[0]) =>
  poolCells(await seeCells(await drawing(options)), everywhere);

test("a picture is seen as 14 x 14 cells of 576 numbers, none negative, the same every time", async () => {
  const picture = await drawing({ x: 112, hue: "#c33" });
  const cells = await seeCells(picture);
  expect(cells).toHaveLength(14 * 14 * 576);
  expect(cells.every((value) => value >= 0 && value <= 6)).toBe(true);
  expect(new Set(cells).size).toBeGreaterThan(1000);
  expect(await seeCells(picture)).toEqual(cells);
});

test("a figure that moved is more like itself than like a figure of another shape in its place", async () => {
  const figure = await see({ x: 112, hue: "#c33" });
  const moved = await see({ x: 124, hue: "#c33" });
  const other = await see({ x: 112, hue: "#3a3", shape: "square" });
  expect(cosine(figure, moved)).toBeGreaterThan(cosine(figure, other));
});

test("pictures of another size are refused, and the next one is seen", async () => {
  await expect(seeCells(new Uint8Array(10))).rejects.toThrow("Expected 150528 bytes of pixels, got 10");
  expect(await seeCells(await drawing({ x: 112, hue: "#c33" }))).toHaveLength(14 * 14 * 576);
});

test("pooling counts cells by their weight, and all alike when there is none", () => {
  const cells = new Float32Array(14 * 14 * CHANNELS);
  cells[0] = 4;
  cells[CHANNELS] = 2;
  const only = (cell: number) => everywhere.map((_, index) => (index === cell ? 3 : 0));
  expect(poolCells(cells, only(0))[0]).toBe(4);
  expect(poolCells(cells, only(1))[0]).toBe(2);
  expect(poolCells(cells, new Float32Array(196))[0]).toBeCloseTo(6 / 196, 6);
});
