import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { hammingDistance, ingestImage, isDuplicate } from "../../../packages/core/src/images/index.ts";
import { PERSON, PLAIN_PERSON, type Solid, viewPng } from "./turntable.ts";

const ANGLES = Array.from({ length: 12 }, (_, index) => index * 30);

async function hashOf(bytes: Buffer): Promise<string> {
  return (await ingestImage(bytes)).measures.perceptualHash;
}

/** The same picture as other encoders, sizes and cameras leave it. */
function variantsOf(png: Buffer): Promise<Buffer>[] {
  return [
    sharp(png).jpeg({ quality: 60 }).toBuffer(),
    sharp(png).webp({ quality: 50 }).toBuffer(),
    sharp(png).resize(256).webp({ quality: 70 }).toBuffer(),
    sharp(png).resize(1024).jpeg().toBuffer(),
    sharp(png).modulate({ brightness: 1.05 }).png().toBuffer(),
  ];
}

describe.each([
  ["a dressed person", PERSON],
  ["a plain person", PLAIN_PERSON],
])("perceptual hashes of a turnaround of %s", (_, solids: Solid[]) => {
  let pictures: Buffer[];
  let hashes: string[];
  beforeAll(async () => {
    pictures = await Promise.all(
      ANGLES.map((azimuth) => viewPng(solids, { azimuth, sidePixels: 512, noise: 3 })),
    );
    hashes = await Promise.all(pictures.map(hashOf));
  });

  test("tell neighbouring views apart, with bits to spare", () => {
    for (const [index, hash] of hashes.entries()) {
      const next = hashes[(index + 1) % hashes.length]!;
      expect(isDuplicate(hash, next)).toBe(false);
      expect(hammingDistance(hash, next)).toBeGreaterThanOrEqual(6);
    }
  });

  test("call a view re-encoded, resized or a little brighter the same picture", async () => {
    for (const index of [0, 2, 3, 6, 10]) {
      for (const variant of variantsOf(pictures[index]!)) {
        expect(isDuplicate(hashes[index]!, await hashOf(await variant))).toBe(true);
      }
    }
  });

  test("tell mirrored side views apart", () => {
    expect(isDuplicate(hashes[3]!, hashes[9]!)).toBe(false);
  });
});

describe("hammingDistance", () => {
  test.each([
    ["0000000000000000", "0000000000000000", 0],
    ["0000000000000000", "ffffffffffffffff", 64],
    ["8000000000000001", "0000000000000000", 2],
    ["00000000000000f0", "000000000000000f", 8],
  ])("of %s and %s is %i", (one, other, distance) => {
    expect(hammingDistance(one, other)).toBe(distance);
  });

  test.each(["", "xyz", "0".repeat(15), "0".repeat(17), "F".repeat(16)])("refuses %j", (hash) => {
    expect(() => hammingDistance(hash, "0".repeat(16))).toThrow(
      expect.objectContaining({ code: "image.hash-invalid" }),
    );
  });
});
