import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { ingestImage } from "../../../packages/core/src/images/index.ts";

const SIDE = 800;
const TOP = 60;
const TALL = 680;
const MIDDLE = SIDE / 2;

type Rgb = readonly [number, number, number];
type Shape = { color: Rgb; holds(x: number, y: number): boolean };

const LIGHT: Rgb = [216, 216, 216];
const SKIN: Rgb = [138, 90, 58];
const CLOTH: Rgb = [32, 64, 160];

/** Later shapes lie over earlier ones. */
function draw(backdrop: Rgb, shapes: Shape[]): Promise<Buffer> {
  const bytes = Buffer.alloc(SIDE * SIDE * 3);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    const { color } = shapes.findLast(({ holds }) => holds(x, y)) ?? { color: backdrop };
    bytes.set(color, pixel * 3);
  }
  return sharp(bytes, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
}

/** `wide` about the middle of the picture, from one row to another. */
function block(color: Rgb, wide: number, [from, to]: [number, number]): Shape {
  return { color, holds: (x, y) => Math.abs(x - MIDDLE) <= wide / 2 && y >= from && y < to };
}

/** A figure so many heads tall: head, neck, body, legs. */
function figure(heads: number, { backdrop = LIGHT, neck = true } = {}): Promise<Buffer> {
  const head = TALL / heads;
  const shoulders = Math.max(150, head * 1.1);
  const skull: Shape = {
    color: SKIN,
    holds: (x, y) => ((x - MIDDLE) / (head * 0.38)) ** 2 + ((y - TOP - head / 2) / (head / 2)) ** 2 <= 1,
  };
  const between = neck
    ? block(SKIN, head * 0.28, [TOP + head * 0.9, TOP + head * 1.2])
    : block(CLOTH, shoulders, [TOP, TOP + head * 1.2]);
  return draw(backdrop, [
    between,
    skull,
    block(CLOTH, shoulders, [TOP + head * 1.12, TOP + TALL * 0.55]),
    block(CLOTH, shoulders * 0.8, [TOP + TALL * 0.55, TOP + TALL]),
  ]);
}

const ratioOf = async (picture: Buffer) => (await ingestImage(picture)).measures.headRatio;

describe("the head ratio of a figure", () => {
  it.each([3, 4, 5, 6, 7, 8])("of %i heads is measured to within a tenth", async (heads) => {
    const measured = await ratioOf(await figure(heads));
    expect(Math.abs((measured ?? 0) - heads) / heads).toBeLessThan(0.1);
  });

  it("does not depend on the backdrop", async () => {
    const [light, dark] = await Promise.all(
      [figure(6), figure(6, { backdrop: [32, 48, 32] })].map(async (each) => ratioOf(await each)),
    );
    expect(Math.abs((light ?? 0) - (dark ?? 9))).toBeLessThan(0.3);
  });

  it("is not guessed where no neck is to be seen", async () => {
    expect(await ratioOf(await figure(5, { neck: false }))).toBeUndefined();
    expect(await ratioOf(await draw(LIGHT, [block(CLOTH, 300, [150, 650])]))).toBeUndefined();
  });

  it("is not measured where there is no backdrop to tell the figure from", async () => {
    const noise = Buffer.from(
      Array.from({ length: 300 * 300 * 3 }, (_, at) => (at * 7919 + ((at * at) % 251)) % 256),
    );
    const busy = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer();
    expect(await ratioOf(busy)).toBeUndefined();
  });
});
