import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fromText, newArtist, newDir, shareOf, turned } from "./support.ts";

const RED_COAT = "a woman with black hair, a red coat and blue trousers";

describe("determinism", () => {
  it("gives the same bytes for the same request, in another artist too", async () => {
    const request = fromText("a wizard", { width: 640, height: 480 });
    const [first, second] = await Promise.all([newArtist().draw(request), newArtist().draw(request)]);
    expect(first.equals(second)).toBe(true);
  });

  it("gives other pictures for another seed or another description", async () => {
    const artist = newArtist();
    const pictures = await Promise.all([
      artist.draw(fromText("a wizard")),
      artist.draw(fromText("a wizard", { seed: 8 })),
      artist.draw(fromText("a chef")),
    ]);
    expect(new Set(pictures.map((picture) => picture.toString("base64"))).size).toBe(3);
  });

  it.each(["png", "jpeg", "webp"] as const)("answers %s in the asked size", async (format) => {
    const picture = await newArtist().draw(fromText("a fox", { width: 400, height: 640, format }));
    expect(await sharp(picture).metadata()).toMatchObject({ format, width: 400, height: 640 });
  });
});

describe("colours", () => {
  it.each([
    ["a man in a red coat", "#d43a3a"],
    ["a man in a green coat", "#3fa05a"],
    ["a man in a yellow coat", "#f4c62f"],
    ["a red car", "#d43a3a"],
  ])("%s reads as its colour", async (prompt, hex) => {
    const picture = await newArtist().draw(fromText(prompt));
    expect(await shareOf(picture, hex)).toBeGreaterThan(0.03);
  });

  it("does not paint the background's colour on the figure", async () => {
    const picture = await newArtist().draw(fromText("a woman in a red coat, plain green background"));
    expect(await shareOf(picture, "#3fa05a")).toBeLessThan(0.005);
  });
});

describe("a reference", () => {
  it("decides who is drawn; prompt, seed and endpoint do not", async () => {
    const artist = newArtist();
    const master = await artist.draw(fromText(RED_COAT));
    const plain = await artist.draw(turned(master, 0));
    const persuaded = await artist.draw(
      turned(master, 0, {
        endpointId: "fal-ai/nano-banana/edit",
        input: { prompt: "a green dragon with a yellow hat" },
      }),
    );
    expect(persuaded.equals(plain)).toBe(true);
    const otherSeed = await artist.draw(turned(master, 0, { seed: 99 }));
    expect(await artist.describe({ prompt: "", images: [otherSeed] })).toEqual(
      await artist.describe({ prompt: "", images: [master] }),
    );
  });

  it("lets the prompt turn the subject", async () => {
    const artist = newArtist();
    const master = await artist.draw(fromText(RED_COAT));
    const worded = await artist.draw(
      turned(master, 0, {
        endpointId: "fal-ai/flux-2/edit",
        input: { prompt: "the same character, back view" },
      }),
    );
    expect(worded.equals(await artist.draw(turned(master, 180)))).toBe(true);
  });

  it("of somebody else gives somebody else", async () => {
    const artist = newArtist();
    const [red, green] = await Promise.all([
      artist.draw(fromText(RED_COAT)),
      artist.draw(fromText("an old man in a green coat")),
    ]);
    const [a, b] = await Promise.all([artist.draw(turned(red, 120)), artist.draw(turned(green, 120))]);
    expect(await shareOf(a, "#d43a3a")).toBeGreaterThan(0.03);
    expect(await shareOf(b, "#d43a3a")).toBeLessThan(0.005);
    expect(await shareOf(b, "#3fa05a")).toBeGreaterThan(0.03);
  });

  it("is known again by another artist that opens the same directory", async () => {
    const dir = newDir();
    const master = await newArtist(dir).draw(fromText(RED_COAT));
    const before = await newArtist(dir).draw(turned(master, 210));
    const reencoded = await sharp(master).webp({ quality: 80 }).toBuffer();
    expect((await newArtist(dir).draw(turned(reencoded, 210))).equals(before)).toBe(true);
  });

  it("several of which are given puts all of them into one scene", async () => {
    const artist = newArtist();
    const [red, green, place] = await Promise.all([
      artist.draw(fromText(RED_COAT)),
      artist.draw(fromText("a boy in a green coat")),
      artist.draw(fromText("a desert location")),
    ]);
    const scene = await artist.draw(
      fromText("the two meet", {
        endpointId: "fal-ai/nano-banana/edit",
        references: [red, green, place],
        width: 960,
        height: 540,
      }),
    );
    expect(await shareOf(scene, "#d43a3a", { right: 0.5 })).toBeGreaterThan(0.01);
    expect(await shareOf(scene, "#3fa05a", { left: 0.5 })).toBeGreaterThan(0.01);
    expect(await shareOf(scene, "#d43a3a", { left: 0.55 })).toBeLessThan(0.005);
  });
});

describe("text alone", () => {
  it("keeps what is described and drifts in what is not when the view words change", async () => {
    const artist = newArtist();
    const front = await artist.draw(fromText(`${RED_COAT}, front view`));
    const other = await artist.draw(fromText(`${RED_COAT}, seen from the front`));
    expect(other.equals(front)).toBe(false);
    for (const picture of [front, other]) expect(await shareOf(picture, "#d43a3a")).toBeGreaterThan(0.03);
  });
});

describe("a picture that was never drawn", () => {
  const stranger = (): Promise<Buffer> =>
    sharp({ create: { width: 600, height: 800, channels: 3, background: "#f0f0f0" } })
      .composite([
        {
          input: { create: { width: 140, height: 140, channels: 3, background: "#c58f6a" } },
          left: 230,
          top: 100,
        },
        {
          input: { create: { width: 220, height: 260, channels: 3, background: "#2f7f3f" } },
          left: 190,
          top: 240,
        },
        {
          input: { create: { width: 180, height: 220, channels: 3, background: "#203a80" } },
          left: 210,
          top: 500,
        },
      ])
      .png()
      .toBuffer();

  it("gives a figure in its measured colours, the same one every time", async () => {
    const artist = newArtist();
    const picture = await stranger();
    const first = await artist.draw(turned(picture, 0));
    const again = await artist.draw(turned(await sharp(picture).webp({ quality: 80 }).toBuffer(), 0));
    expect(again.equals(first)).toBe(true);
    expect(await shareOf(first, "#2f7f3f")).toBeGreaterThan(0.02);
    expect(await shareOf(first, "#203a80")).toBeGreaterThan(0.01);
  });
});

describe("image operations", () => {
  it("cuts the subject out on transparent ground and still knows it", async () => {
    const artist = newArtist();
    const master = await artist.draw(fromText(RED_COAT));
    const cut = await artist.draw(fromText("", { endpointId: "fal-ai/birefnet/v2", references: [master] }));
    const { data, info } = await sharp(cut).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 512, height: 512, channels: 4 });
    expect(data[3]).toBe(0);
    expect(data[(256 * 512 + 256) * 4 + 3]).toBe(255);
    expect((await artist.draw(turned(cut, 60))).equals(await artist.draw(turned(master, 60)))).toBe(true);
  });

  it("enlarges by the asked factor", async () => {
    const artist = newArtist();
    const master = await artist.draw(fromText("a robot", { width: 256, height: 256 }));
    const large = await artist.draw({
      ...turned(master, 0),
      endpointId: "fal-ai/esrgan",
      input: { scale: 3 },
    });
    expect(await sharp(large).metadata()).toMatchObject({ width: 768, height: 768 });
  });

  it("refuses what is no picture", async () => {
    await expect(newArtist().draw(turned(Buffer.from("no picture"), 0))).rejects.toThrow();
  });
});
