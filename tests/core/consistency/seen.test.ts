import { compare, encodeSpread, extract, learnSpread, pairDistances } from "@likeness/core/consistency";
import sharp from "sharp";
import { expect, it } from "vitest";
import { BOTTLE, PERSON, viewPng } from "../images/turntable.ts";

const BLANK = { create: { width: 400, height: 400, channels: 3 as const, background: "#d8d4cc" } };

it("what the network sees tells figures apart, and does not mind their size and place", async () => {
  const person = await viewPng(PERSON, { azimuth: 0 });
  const moved = await sharp(await sharp(person).resize({ width: 360 }).png().toBuffer())
    .extend({ top: 20, bottom: 90, left: 110, right: 10, extendWith: "copy" })
    .png()
    .toBuffer();
  const [one, same, other] = await Promise.all([
    extract(person),
    extract(moved),
    extract(await viewPng(BOTTLE, { azimuth: 0 })),
  ]);
  const [near, far] = [pairDistances(one, same), pairDistances(one, other)];
  for (const name of ["seenWhole", "seenUpper", "seenMiddle", "seenLower", "seenThirds", "seenMost"]) {
    expect(near[name], name).toBeLessThan(0.5 * (far[name] ?? 0));
    expect(pairDistances(one, one)[name], name).toBe(0);
  }
});

it("without a closer look only identity and the whole know less", async () => {
  const [person, bottle] = await Promise.all([
    viewPng(PERSON, { azimuth: 0 }),
    viewPng(BOTTLE, { azimuth: 0 }),
  ]);
  const [seen, unseen] = [await extract(person), await extract(person, { looksClosely: false })];
  expect(unseen.learned).toHaveLength(0);
  const other = await extract(bottle);
  const { overall, ...rest } = compare(seen, other).raw;
  const { overall: blind, ...same } = compare(unseen, other).raw;
  expect(same).toEqual(rest);
  expect(blind).toBeGreaterThanOrEqual(overall);
});

it("the network does not look at a picture that shows nothing", async () => {
  expect((await extract(await sharp(BLANK).png().toBuffer())).learned).toHaveLength(0);
});

it("learns mean and deviation of the roots, in hundredths and quarter hundredths", () => {
  const spread = learnSpread([Float32Array.of(0, 1, 0.25), Float32Array.of(1, 1, 0.25)]);
  const { mean, deviation } = encodeSpread(spread);
  expect([...Buffer.from(mean, "base64")]).toEqual([50, 100, 50]);
  expect([...Buffer.from(deviation, "base64")]).toEqual([200, 0, 0]);
});
