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
  const byte = fc.integer({ min: 0, max: 255 });
  const unit = { min: 0, max: 1, noNaN: true } as const;
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

  it("has features that compare without NaN: rectangles and noise drawn by chance", {
    timeout: 120_000,
  }, async () => {
    const side = fc.integer({ min: 1, max: 96 });
    const color = fc.record({ r: byte, g: byte, b: byte, alpha: fc.constantFrom(0, 0.5, 1) });
    const box = fc.record({ left: fc.double(unit), top: fc.double(unit), width: side, height: side, color });
    const drawn = fc.record({
      width: side,
      height: side,
      ground: color,
      boxes: fc.array(box, { maxLength: 6 }),
    });
    const noise = fc.integer({ min: 0, max: 60 });
    await fc.assert(
      fc.asyncProperty(drawn, noise, async ({ width, height, ground, boxes }, sigma) => {
        const placed = boxes.map(({ left, top, color, ...size }) => ({
          input: {
            create: {
              width: Math.min(size.width, width),
              height: Math.min(size.height, height),
              channels: 4 as const,
              background: color,
            },
          },
          left: Math.floor(left * Math.max(0, width - size.width)),
          top: Math.floor(top * Math.max(0, height - size.height)),
        }));
        const grain = {
          create: {
            ...{ width, height, channels: 3 as const, background: "#808080" },
            noise: { type: "gaussian" as const, mean: 128, sigma },
          },
        };
        const picture = await sharp({ create: { width, height, channels: 4, background: ground } })
          .composite([...placed, ...(sigma > 30 ? [{ input: grain, blend: "overlay" as const }] : [])])
          .png()
          .toBuffer();
        const features = await extract(picture, { looksClosely: false });
        for (const other of [person, features]) {
          const { raw } = compare(features, other);
          expect(Object.values(raw).filter((score) => !(score >= 0 && score <= 1))).toEqual([]);
        }
      }),
      { numRuns: 200, seed: 4 },
    );
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
