import { createHash } from "node:crypto";
import {
  type Comparison,
  compare,
  DIMENSIONS,
  decodeFeatures,
  encodeFeatures,
  extract,
  type Features,
} from "@likeness/core/consistency";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { BOTTLE, PERSON, PLAIN_PERSON, viewPng } from "../images/turntable.ts";

const SIDE = { sidePixels: 1024 };
let person: Buffer;
let original: Features;
beforeAll(async () => {
  person = await viewPng(PERSON, { azimuth: 30, ...SIDE });
  original = await extract(person);
});

const scoreOf = ({ status, ...rest }: Comparison["color"]) =>
  status === "measured" && "score" in rest ? rest.score : Number.NaN;
const allScores = (comparison: Comparison) =>
  [...DIMENSIONS, "overall" as const].map((name) => scoreOf(comparison[name]));
const against = async (picture: Buffer) => compare(original, await extract(picture));

describe("the scores on what is known to be the same", () => {
  it("give an image 1.0 against itself in every dimension", async () => {
    expect(allScores(await against(person))).toEqual([1, 1, 1, 1, 1]);
  });

  it.each([
    ["JPEG at quality 85", () => sharp(person).jpeg({ quality: 85 }).toBuffer()],
    ["WebP at quality 85", () => sharp(person).webp({ quality: 85 }).toBuffer()],
    ["95 % of its size", () => sharp(person).resize(973).png().toBuffer()],
    ["110 % of its size", () => sharp(person).resize(1126).png().toBuffer()],
  ])("stay at 0.97 or more for a copy as %s", async (_, copy) => {
    for (const score of allScores(await against(await copy()))) expect(score).toBeGreaterThanOrEqual(0.97);
  });

  it("are the same after the features were stored and read back", async () => {
    const other = await extract(await viewPng(PLAIN_PERSON, { azimuth: 60, ...SIDE }));
    const stored = (features: Features) => decodeFeatures(encodeFeatures(features));
    expect(compare(stored(original), stored(other))).toEqual(compare(original, other));
  });
});

describe("the scores on what is known to differ", () => {
  it("put a recoloured copy below 0.7 in color", async () => {
    const comparison = await against(await sharp(person).modulate({ hue: 120 }).png().toBuffer());
    expect(scoreOf(comparison.color)).toBeLessThan(0.7);
  });

  it("put a sketched copy below 0.7 in style", async () => {
    const kernel = [-1, -1, -1, -1, 8, -1, -1, -1, -1];
    const sketch = sharp(person).greyscale().convolve({ width: 3, height: 3, kernel }).negate();
    expect(scoreOf((await against(await sketch.png().toBuffer())).style)).toBeLessThan(0.7);
  });

  it("put another figure below 0.7 in features and overall", async () => {
    const comparison = await against(await viewPng(BOTTLE, { azimuth: 30, ...SIDE }));
    expect(scoreOf(comparison.features)).toBeLessThan(0.7);
    expect(scoreOf(comparison.overall)).toBeLessThan(0.7);
  });
});

describe("pictures that show nothing", () => {
  const raw = (fill: (at: number) => number, channels: 3 | 4 = 3) => {
    const data = new Uint8Array(256 * 256 * channels).map((_, at) => fill(at));
    return sharp(data, { raw: { width: 256, height: 256, channels } })
      .png()
      .toBuffer();
  };
  it.each([
    ["blank", () => raw(() => 180)],
    ["noise", () => raw((at) => createHash("md5").update(String(at)).digest()[0]!)],
    ["fully transparent", () => raw((at) => (at % 4 === 3 ? 0 : at % 251), 4)],
  ])("are unmeasured: %s", async (_, picture) => {
    const comparison = await against(await picture());
    for (const name of [...DIMENSIONS, "overall"] as const) {
      expect(comparison[name].status).toBe("unmeasured");
    }
  });
});

describe("the order of a pair", () => {
  it("does not matter, and neither does when it is asked", async () => {
    const other = await extract(await viewPng(PLAIN_PERSON, { azimuth: 90, ...SIDE }));
    const forth = compare(original, other, { angleA: 30, angleB: 90 });
    const back = compare(other, original, { angleA: 90, angleB: 30 });
    expect(back.raw).toEqual(forth.raw);
    expect(compare(original, other, { angleA: 30, angleB: 90 })).toEqual(forth);
    expect((await extract(person)).data).toEqual(original.data);
  });
});
