import { describe, expect, it } from "vitest";
import { readComposition } from "../../../packages/fal-sandbox/src/draw/composition.ts";
import { readTruth, type Twist } from "../../../packages/fal-sandbox/src/draw/index.ts";
import { type DrawRequest, fromText, newArtist, newDir, shareOf } from "./support.ts";

const PROMPT = [
  'Image 1 is the character "Mara": stands at 28% from the left and 92% from the top, 60% of the picture\'s height tall.',
  'Image 2 is the character "Reynard": stands at 70% from the left and 90% from the top, 50% of the picture\'s height tall.',
  "Image 3 is the location: the whole scene takes place there.",
  'Image 4 is the prop "lantern": stands at 48% from the left and 96% from the top, 20% of the picture\'s height tall.',
].join("\n");

async function stage() {
  const dir = newDir();
  const artist = newArtist(dir);
  const references = [
    await artist.draw(fromText("a lighthouse keeper in a red coat with a teal scarf and brown boots")),
    await artist.draw(fromText("a fox in a yellow raincoat and green boots")),
    await artist.draw(fromText("Environment reference of a location: a snowy forest")),
    await artist.draw(fromText("Object reference of a prop: a brass lantern")),
  ];
  const shoot = async (twist?: Twist) => {
    const request: DrawRequest = {
      ...fromText(PROMPT, { endpointId: "fal-ai/flux-2/edit", width: 640, height: 360 }),
      references,
      twist,
    };
    const picture = await artist.draw(request);
    return { picture, truth: readTruth(dir, picture) };
  };
  return { shoot };
}

describe("a scene of several references", () => {
  it("shows each where the prompt says, as tall as it says, and knows the truth about it", async () => {
    const { shoot } = await stage();
    const { picture, truth } = await shoot();
    expect(truth.deed).toBeUndefined();
    expect(truth.actors.map(({ image }) => image)).toEqual([2, 1, 4]);
    const mara = truth.actors.find(({ image }) => image === 1);
    expect((mara!.box.left + mara!.box.right) / 2).toBeCloseTo(0.28, 1);
    expect(mara!.box.bottom - mara!.box.top).toBeGreaterThan(0.52);
    expect(await shareOf(picture, "#e0474c", { left: 0.2, right: 0.36, top: 0.4 })).toBeGreaterThan(0.08);
    expect(await shareOf(picture, "#f4c62f", { left: 0.62, right: 0.78, top: 0.4 })).toBeGreaterThan(0.08);
  });

  it.each([
    ["swap", [2, 1, 4], [1, 2]],
    ["drop", 2, 1],
    ["extra", 4, 0],
    ["bleed", 3, 2],
    ["merge", 2, 2],
    ["copy", 3, 1],
  ] as const)("goes wrong by %s, and the truth says how", async (twist, actors, blamed) => {
    const { shoot } = await stage();
    const { truth } = await shoot(twist);
    expect(truth.deed?.twist).toBe(twist);
    expect(truth.actors).toHaveLength(typeof actors === "number" ? actors : 3);
    expect(truth.deed?.images).toHaveLength(typeof blamed === "number" ? blamed : 2);
    if (twist === "extra") expect(truth.actors.some(({ image }) => image === 0)).toBe(true);
  });

  it("is the same picture for the same request, and a wrong one differs", async () => {
    const { shoot } = await stage();
    const [one, again, wrong] = [await shoot(), await shoot(), await shoot("drop")];
    expect(one.picture.equals(again.picture)).toBe(true);
    expect(one.picture.equals(wrong.picture)).toBe(false);
  });
});

describe("a prompt", () => {
  it("assigns numbered pictures their parts, and leaves open what it does not say", () => {
    const parts = readComposition(`${PROMPT}\nImage 5 is the style reference.`);
    expect(parts.map(({ image, role }) => `${image} ${role}`)).toEqual([
      "1 character",
      "2 character",
      "3 location",
      "4 prop",
      "5 style",
    ]);
    expect(parts[0]).toMatchObject({ x: 0.28, ground: 0.92, tall: 0.6, azimuth: undefined });
    expect(parts[4]).toMatchObject({ x: undefined, ground: undefined, tall: undefined });
    expect(readComposition("a fox in the snow")).toEqual([]);
  });
});
