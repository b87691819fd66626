import { checkAngles, extract, type Features } from "@likeness/core/consistency";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { PERSON, viewPng } from "../images/turntable.ts";

const ANGLES = Array.from({ length: 12 }, (_, view) => view * 30);
let views: Features[];
beforeAll(async () => {
  views = [];
  for (const azimuth of ANGLES) views.push(await extract(await viewPng(PERSON, { azimuth })));
});

const verdicts = (set: Features[]) => checkAngles(set, { angles: ANGLES }).map(({ verdict }) => verdict);
const replaced = (at: number, view: Features) => views.map((own, index) => (index === at ? view : own));

describe("checkAngles", () => {
  it("finds nothing in a turnaround in which every view shows what was asked", () => {
    expect(new Set(verdicts(views))).toEqual(new Set(["as-asked"]));
  });

  it("sees a front at the back", () => {
    const found = checkAngles(replaced(6, views[0]!), { angles: ANGLES });
    expect(found[6]).toMatchObject({ requestedAngle: 180, verdict: "front-face-on-back-view", insteadOf: 0 });
    expect(found[0]!.verdict).toBe("as-asked");
  });

  it("sees the same picture twice, side by side", () => {
    const found = verdicts(replaced(3, views[4]!));
    expect(found.indexOf("duplicate-of-neighbour")).toBeOneOf([3, 4]);
  });

  it("sees both sides exchanged", () => {
    const found = verdicts(views.map((own, at) => (at === 3 ? views[9]! : at === 9 ? views[3]! : own)));
    expect(found[3]).toBe("sides-exchanged");
    expect(found[9]).toBe("sides-exchanged");
  });

  it("sees a mirrored view", async () => {
    const mirrored = await extract(
      await sharp(await viewPng(PERSON, { azimuth: 60 }))
        .flop()
        .png()
        .toBuffer(),
    );
    expect(verdicts(replaced(2, mirrored))[2]).toBe("sides-exchanged");
  });

  it.each([
    { step: 40, first: 0 },
    { step: 60, first: 30 },
  ])(
    "accuses no view of steps of $step that straddle the back, and sees two exchanged",
    async ({ step, first }) => {
      const angles = Array.from({ length: 360 / step }, (_, view) => first + view * step);
      const even: Features[] = [];
      for (const azimuth of angles) even.push(await extract(await viewPng(PERSON, { azimuth })));
      const found = (set: Features[]) => checkAngles(set, { angles }).map(({ verdict }) => verdict);
      expect(new Set(found(even))).toEqual(new Set(["as-asked"]));
      const [before, behind] = [
        angles.findLastIndex((angle) => angle < 180),
        angles.findIndex((angle) => angle > 180),
      ];
      const exchanged = even.map((_, at) => even[at === before ? behind : at === behind ? before : at]!);
      expect([found(exchanged)[before], found(exchanged)[behind]]).not.toContain("as-asked");
    },
  );

  it("measures nothing without neighbours and on blank views, and does not fail on an empty set", async () => {
    const canvas = { width: 128, height: 128, channels: 3, background: "#888888" } as const;
    const blank = await extract(await sharp({ create: canvas }).png().toBuffer());
    expect(verdicts(replaced(5, blank))[5]).toBe("unmeasured");
    expect(checkAngles([views[0]!], { angles: [0] })[0]).toMatchObject({
      verdict: "unmeasured",
      confidence: 0,
    });
    expect(checkAngles([], { angles: [] })).toEqual([]);
  });
});
