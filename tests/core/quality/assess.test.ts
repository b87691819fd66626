import sharp from "sharp";
import { expect, it } from "vitest";
import { decode } from "../../../packages/core/src/images/index.ts";
import { assessQuality } from "../../../packages/core/src/quality/index.ts";
import { DEGRADATIONS } from "../../bench/quality/degrade.ts";
import { drawView, PERSON } from "../images/turntable.ts";

const SIDE = 512;
const figure = () =>
  sharp(drawView(PERSON, { azimuth: 30, sidePixels: SIDE }), {
    raw: { width: SIDE, height: SIDE, channels: 3 },
  })
    .png()
    .toBuffer();
const qualityOf = async (bytes: Buffer) => assessQuality(await decode(bytes));

it("a clean picture of a whole figure is good in every part", async () => {
  const { score, faults } = await qualityOf(await figure());
  expect(faults).toEqual([]);
  expect(score).toBeGreaterThanOrEqual(0.9);
});

it.each([
  ["blurred", "out of focus"],
  ["over-exposed", "over-exposed"],
  ["under-exposed", "under-exposed"],
  ["cut off", "cut off by the frame"],
  ["noisy", "noisy"],
  ["JPEG-crushed", "crushed by compression"],
] as const)("a picture that is %s says so and falls below the gate", async (name, fault) => {
  const spoiled = await DEGRADATIONS[name](await figure(), 0);
  const { score, faults } = await qualityOf(spoiled!);
  expect(faults).toContain(fault);
  expect(score).toBeLessThan(0.9);
});

it("answers for any picture that can be decoded, always between 0 and 1 and always the same", async () => {
  const odd = [
    sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } }),
    sharp({ create: { width: 2000, height: 3, channels: 3, background: "white" } }),
    sharp({ create: { width: 300, height: 300, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }),
    sharp({ create: { width: 300, height: 200, channels: 3, background: "black" } }),
  ];
  for (const picture of odd) {
    const bytes = await picture.png().toBuffer();
    const quality = await qualityOf(bytes);
    for (const value of [quality.score, ...Object.values(quality.parts)]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    expect(await qualityOf(bytes)).toEqual(quality);
  }
});

it("a place is not asked for a plain backdrop", async () => {
  const noise = Buffer.from(Uint8Array.from({ length: 256 * 256 * 3 }, (_, at) => ((at >> 4) % 7) * 36));
  const pixels = await decode(
    await sharp(noise, { raw: { width: 256, height: 256, channels: 3 } })
      .png()
      .toBuffer(),
  );
  const place = await assessQuality(pixels, { expectsBackdrop: false });
  expect(place.parts).toMatchObject({ framing: 1, backdrop: 1 });
});
