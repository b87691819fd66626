import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { characterFromText } from "../../../packages/fal-sandbox/src/draw/character.ts";
import { difference } from "../../../packages/fal-sandbox/src/draw/difference.ts";
import {
  decode,
  type Fingerprint,
  fingerprint,
  fingerprintPixels,
} from "../../../packages/fal-sandbox/src/draw/fingerprint.ts";
import { openMemory } from "../../../packages/fal-sandbox/src/draw/memory.ts";
import { renderPicture } from "../../../packages/fal-sandbox/src/draw/picture.ts";
import { fromText, newArtist, newDir, turned } from "./support.ts";

const REENCODINGS: Readonly<Record<string, (image: Buffer) => Promise<Buffer>>> = {
  "WebP at quality 80": (image) => sharp(image).webp({ quality: 80 }).toBuffer(),
  "JPEG at 256 pixels": (image) => sharp(image).resize(256).jpeg({ quality: 75 }).toBuffer(),
  "WebP at 2048 pixels": (image) => sharp(image).resize(2048).webp({ quality: 80 }).toBuffer(),
  "a crop of 4 %": (image) =>
    sharp(image).extract({ left: 20, top: 15, width: 475, height: 482 }).png().toBuffer(),
  "padding of 5 %": (image) =>
    sharp(image).extend({ left: 25, right: 25, top: 25, bottom: 25, extendWith: "copy" }).jpeg().toBuffer(),
  "white bars": (image) =>
    sharp(image).extend({ left: 30, right: 30, background: "#ffffff" }).webp({ quality: 80 }).toBuffer(),
};

const PEOPLE = [
  "a knight",
  "an old wizard",
  "a chef",
  "an astronaut",
  "a robot",
  "a fox detective",
  "a girl in a white dress",
  "a woman with long red hair and a green coat",
];

describe("recognition", () => {
  it.each(Object.entries(REENCODINGS))("survives %s at every azimuth", async (_, reencode) => {
    const artist = newArtist();
    for (const [index, prompt] of PEOPLE.entries()) {
      const master = await artist.draw(fromText(prompt));
      const view = await artist.draw(turned(master, index * 45 + 15));
      const truth = await artist.describe({ prompt: "", images: [master] });
      expect(await artist.describe({ prompt: "", images: [await reencode(view)] })).toEqual(truth);
    }
  });

  it("tells 200 strangers apart, also those with the same description and another seed", async () => {
    const prints: { angle: number; print: Fingerprint }[] = [];
    for (let index = 0; index < 200; index += 1) {
      const description = PEOPLE[index % PEOPLE.length]!;
      const figure = characterFromText({ description, wholeText: description, seed: index });
      const { pixels } = await renderPicture(
        { ...turned(Buffer.alloc(0), (index % 3) * 120), width: 256, height: 256 },
        [figure],
      );
      prints.push({ angle: index % 3, print: fingerprintPixels(pixels) });
    }
    const mistaken = prints.filter((one) =>
      prints.some((other) => other !== one && difference(one.print, other.print) <= 1),
    );
    expect(mistaken.length).toBeLessThan(2);
  });
});

describe("memory", () => {
  it("keeps one line per picture and writes nothing twice", async () => {
    const dir = newDir();
    const artist = newArtist(dir);
    const request = fromText("a chef");
    await artist.draw(request);
    const before = readFileSync(join(dir, "pictures.jsonl"), "utf8");
    await artist.draw(request);
    expect(readFileSync(join(dir, "pictures.jsonl"), "utf8")).toBe(before);
  });

  it("opens a file whose last line was cut off, and goes on", async () => {
    const dir = newDir();
    const picture = await newArtist(dir).draw(fromText("a chef"));
    appendFileSync(join(dir, "pictures.jsonl"), '{"record":"picture","cast":"x');
    const looks = await fingerprint(picture);
    const memory = openMemory(dir);
    expect(memory.size()).toBe(1);
    const other = characterFromText({ description: "a monk", wholeText: "a monk", seed: 1 });
    memory.remember(fingerprintPixels(await decode(await sharp(picture).flop().toBuffer())), [other]);
    expect(openMemory(dir).recall(looks)?.subjects[0]?.type).toBe("character");
    expect(openMemory(dir).size()).toBe(2);
  });

  it("says how sure it is", async () => {
    const dir = newDir();
    const artist = newArtist(dir);
    const picture = await artist.draw(fromText("a knight"));
    await artist.draw(fromText("a chef"));
    const found = openMemory(dir).recall(
      await fingerprint(await sharp(picture).webp({ quality: 80 }).toBuffer()),
    );
    expect(found?.difference).toBeLessThan(0.5);
    expect(found?.margin).toBeGreaterThan(1);
  });
});
