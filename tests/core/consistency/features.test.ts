import {
  compare,
  decodeFeatures,
  encodeFeatures,
  extract,
  FEATURES_VERSION,
  type Features,
  FeaturesOutdated,
  passed,
  scoreSet,
} from "@likeness/core/consistency";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { BOTTLE, PERSON, viewPng } from "../images/turntable.ts";

let person: Features;
let bottle: Features;
beforeAll(async () => {
  person = await extract(await viewPng(PERSON, { azimuth: 0 }));
  bottle = await extract(await viewPng(BOTTLE, { azimuth: 0 }));
});

describe("stored features", () => {
  it("take a few kB and come back exactly", () => {
    const stored = encodeFeatures(person);
    expect(stored.length).toBeLessThan(10_240);
    expect(decodeFeatures(stored)).toEqual(person);
  });

  it("of another version, length or content are refused by name, so that they are computed anew", () => {
    const stored = encodeFeatures(person);
    const other = stored.slice();
    other[3] = FEATURES_VERSION + 1;
    const broken = stored.slice();
    broken.fill(255, 8, 12);
    for (const bytes of [other, broken, stored.slice(0, 100), stored.slice(0, -1), new Uint8Array(0)]) {
      expect(() => decodeFeatures(bytes)).toThrow(FeaturesOutdated);
    }
    expect(() => compare(person, { ...person, version: FEATURES_VERSION + 1 })).toThrow(FeaturesOutdated);
  });

  it("never decode to anything but features or FeaturesOutdated, whatever the bytes", {
    timeout: 240_000,
  }, () => {
    const stored = encodeFeatures(person);
    const garbled = fc
      .array(fc.tuple(fc.nat(stored.length - 1), fc.nat(255)), { maxLength: 40 })
      .map((changes) => {
        const bytes = stored.slice();
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      });
    const numbers: number[] = [];
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 12_000 }), garbled), (bytes) => {
        let features: Features;
        try {
          features = decodeFeatures(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FeaturesOutdated);
          return;
        }
        numbers.push(...Object.values(compare(features, bottle).raw));
      }),
      { numRuns: 10_000, seed: 4 },
    );
    expect(numbers.length).toBeGreaterThan(1_000);
    expect(numbers.filter((score) => !(score >= 0 && score <= 1))).toEqual([]);
  });
});

describe("any picture that can be decoded", () => {
  const canvas = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "#40a060" } });
  it.each([
    ["1 x 1", () => canvas(1, 1).png()],
    ["10,000 x 1", () => canvas(10_000, 1).png()],
    ["1 x 3,000", () => canvas(1, 3_000).png()],
    ["CMYK", () => canvas(90, 60).toColourspace("cmyk").jpeg()],
    ["grey", () => canvas(90, 60).greyscale().png()],
    ["16 bits a channel", () => canvas(90, 60).toColourspace("rgb16").png()],
    ["with alpha", () => canvas(90, 60).ensureAlpha(0.5).png()],
    ["turned by EXIF", () => canvas(90, 60).withMetadata({ orientation: 6 }).jpeg()],
  ])("has features that compare without NaN: %s", async (_, picture) => {
    const comparison = compare(await extract(await picture().toBuffer()), person);
    expect(Object.values(comparison.raw).every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(passed(comparison, "all", 0)).toBe(comparison.overall.status === "measured");
  });

  it("is the same figure upright and turned by EXIF", async () => {
    const upright = await viewPng(PERSON, { azimuth: 0 });
    const turned = await sharp(await sharp(upright).rotate(90).toBuffer())
      .withMetadata({ orientation: 8 })
      .png()
      .toBuffer();
    expect(compare(person, await extract(turned)).raw.overall).toBeGreaterThan(0.97);
  });
});

describe("scoreSet", () => {
  it("names the foreign view, takes sets of any size, and never gives NaN", async () => {
    const angles = [0, 60, 120, 180, 240, 300];
    const views: Features[] = [];
    for (const azimuth of angles) views.push(await extract(await viewPng(PERSON, { azimuth })));
    const foreign = views.map((view, at) => (at === 2 ? bottle : view));
    const clean = scoreSet(views, { angles, master: { features: views[0]! } });
    const found = scoreSet(foreign, { angles });
    expect(found.worst).toBe(2);
    expect(found.set!).toBeLessThan(clean.set!);
    for (let count = 0; count < 4; count++) {
      const small = scoreSet(views.slice(0, count), { angles: angles.slice(0, count) });
      expect(small.views).toHaveLength(count);
      expect(small.views.every(({ support, suspicion }) => Number.isFinite(support + suspicion))).toBe(true);
      expect(small.worst === undefined).toBe(count < 3);
    }
  });
});
