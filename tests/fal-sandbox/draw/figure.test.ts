import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fromText, newArtist, shareOf, turned } from "./support.ts";

const ANGLES = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330];

async function turnaround(prompt: string): Promise<Map<number, Buffer>> {
  const artist = newArtist();
  const master = await artist.draw(fromText(prompt));
  const views = await Promise.all(ANGLES.map((angle) => artist.draw(turned(master, angle))));
  return new Map(views.map((view, index) => [ANGLES[index]!, view]));
}

/** Magenta occurs nowhere else in these figures. */
const MAGENTA = "#c93c96";

describe("azimuth", () => {
  it("shows a patch on the left eye from the front and the own left side only", async () => {
    const views = await turnaround(
      "a bald man, white shirt, grey trousers, black boots, a magenta eye patch over his left eye",
    );
    const seen = async (angle: number): Promise<number> =>
      shareOf(views.get(angle)!, MAGENTA, { within: 25 });
    for (const angle of [0, 30, 60, 90]) expect(await seen(angle)).toBeGreaterThan(0.0008);
    for (const angle of [150, 180, 210]) expect(await seen(angle)).toBeLessThan((await seen(0)) * 0.6);
    const { width = 0 } = await sharp(views.get(0)!).metadata();
    expect(width).toBe(512);
    expect(await shareOf(views.get(0)!, MAGENTA, { left: 0.5 })).toBeGreaterThan(
      (await shareOf(views.get(0)!, MAGENTA, { right: 0.5 })) * 2,
    );
  });

  it("shows a glove of the own left hand at the picture's right from the front and at its left from behind", async () => {
    const views = await turnaround(
      "a bald man, white shirt, grey trousers, black boots, a magenta left glove",
    );
    const at = (angle: number, part: object): Promise<number> => shareOf(views.get(angle)!, MAGENTA, part);
    expect(await at(0, { left: 0.5 })).toBeGreaterThan(0.002);
    expect(await at(0, { right: 0.5 })).toBe(0);
    expect(await at(180, { right: 0.5 })).toBeGreaterThan(0.002);
    expect(await at(180, { left: 0.5 })).toBe(0);
    expect(await at(90, {})).toBeGreaterThan(await at(270, {}));
  });

  it("lets the figure look to the left edge at 90 and to the right edge at 270", async () => {
    const views = await turnaround("a cat with orange fur, magenta eyes, white shirt, grey trousers");
    expect(await shareOf(views.get(90)!, MAGENTA, { right: 0.5 })).toBeGreaterThan(0.00005);
    expect(await shareOf(views.get(90)!, MAGENTA, { left: 0.5 })).toBe(0);
    expect(await shareOf(views.get(270)!, MAGENTA, { left: 0.5 })).toBeGreaterThan(0.00005);
    expect(await shareOf(views.get(270)!, MAGENTA, { right: 0.5 })).toBe(0);
  });

  it("hides the face from behind", async () => {
    const views = await turnaround("a woman with short brown hair and magenta eyes");
    expect(await shareOf(views.get(0)!, MAGENTA)).toBeGreaterThan(0.0005);
    expect(await shareOf(views.get(180)!, MAGENTA)).toBe(0);
  });

  it("shows a cape in full from behind and little of it from the front", async () => {
    const views = await turnaround("a bald man, white shirt, grey trousers, magenta cape");
    expect(await shareOf(views.get(180)!, MAGENTA)).toBeGreaterThan(
      5 * (await shareOf(views.get(0)!, MAGENTA)),
    );
  });

  it("draws twelve different pictures, none the mirror image of its opposite", async () => {
    const views = await turnaround("a knight");
    expect(new Set([...views.values()].map((view) => view.toString("base64"))).size).toBe(12);
    for (const angle of [30, 60, 90, 120, 150]) {
      const mirrored = await sharp(views.get(360 - angle)!)
        .flop()
        .raw()
        .toBuffer();
      const straight = await sharp(views.get(angle)!).raw().toBuffer();
      const away =
        straight.reduce((sum, value, index) => sum + Math.abs(value - mirrored[index]!), 0) / straight.length;
      expect(away).toBeGreaterThan(0.1);
    }
  });
});

describe("one figure", () => {
  it("keeps its colours all around, unlike another figure", async () => {
    const [red, blue] = await Promise.all([
      turnaround("a woman in a red robe and red hood"),
      turnaround("a woman in a blue robe and blue hood"),
    ]);
    for (const angle of ANGLES) {
      expect(await shareOf(red.get(angle)!, "#d43a3a")).toBeGreaterThan(0.03);
      expect(await shareOf(blue.get(angle)!, "#d43a3a")).toBeLessThan(0.01);
    }
  });

  it("stands still: the soles keep their height and the figure its place at every angle", async () => {
    const views = await turnaround("a pirate with a wizard hat");
    for (const view of views.values()) {
      const { info } = await sharp(view)
        .trim({ background: "#e6e2eb", threshold: 60 })
        .toBuffer({ resolveWithObject: true });
      expect(info.height).toBeGreaterThan(400);
      expect(info.height).toBeLessThan(480);
    }
  });
});
