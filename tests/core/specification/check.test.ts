import { describe, expect, it } from "vitest";
import { checkLook, Look, lookWords } from "../../../packages/core/src/specification/index.ts";

const LOOK = Look.parse({
  parts: [
    { part: "cape", hex: "#1040C0" },
    { part: "eyes", hex: "#20a060" },
  ],
  headRatio: 6,
});
const MASTER = {
  palette: [
    { hex: "#b8bfc9", share: 0.6 },
    { hex: "#1544b8", share: 0.3 },
  ],
  headRatio: 6,
};
const RED = {
  palette: [
    { hex: "#b8bfc9", share: 0.6 },
    { hex: "#c01828", share: 0.3 },
  ],
  headRatio: 6.4,
};

const verdicts = (picture: typeof MASTER, angle: number | undefined, master = MASTER) =>
  checkLook(LOOK, { picture, master, angle }).map(({ part, verdict }) => [part, verdict]);

describe("a lock against a picture", () => {
  it("is kept where the locked colours are seen again, whatever the side", () => {
    for (const angle of [0, 30, 180]) expect(verdicts(MASTER, angle)[0]).toEqual(["cape", "kept"]);
  });

  it("is broken where a colour that covers much of the master is nowhere, and says what is there instead", () => {
    const [cape] = checkLook(LOOK, { picture: RED, master: MASTER, angle: 0 });
    expect(cape).toEqual({
      ...{ type: "part-color", part: "cape", locked: "#1040c0", verdict: "broken" },
      seen: expect.stringMatching(/^#/),
    });
  });

  it("says nothing of what may be hidden, is too small to be seen, or is not in the master either", () => {
    expect(verdicts(RED, 180)[0]).toEqual(["cape", "unmeasured"]);
    expect(verdicts(RED, undefined)[0]).toEqual(["cape", "unmeasured"]);
    expect(verdicts(RED, 0, RED)[0]).toEqual(["cape", "unmeasured"]);
    expect(verdicts(RED, 0)[1]).toEqual(["eyes", "unmeasured"]);
  });

  it("compares head ratios of front views, to within a quarter", () => {
    expect(verdicts(RED, 0)[2]).toEqual(["figure", "kept"]);
    expect(verdicts({ ...RED, headRatio: 3.2 }, 0)[2]).toEqual(["figure", "broken"]);
    expect(verdicts({ ...RED, headRatio: 3.2 }, 90)[2]).toEqual(["figure", "unmeasured"]);
  });
});

describe("a lock in the words of a view", () => {
  const marked = (side: "left" | "right", azimuth: number) =>
    lookWords(Look.parse({ marks: [{ description: "scar", side }] }), azimuth).replace(/^.*own \w+, /, "");

  it.each([
    [0, "towards the right edge of the picture", "towards the left edge of the picture"],
    [30, "towards the right edge of the picture", "towards the left edge of the picture"],
    [90, "on the side that faces the camera", "on the far side, hidden"],
    [
      180,
      "towards the left edge of the picture, as far as it is seen from behind",
      "towards the right edge of the picture, as far as it is seen from behind",
    ],
    [270, "on the far side, hidden", "on the side that faces the camera"],
    [330, "towards the right edge of the picture", "towards the left edge of the picture"],
  ])("at %i degrees says where the subject's own sides are", (azimuth, left, right) => {
    expect([marked("left", azimuth), marked("right", azimuth)]).toEqual([left, right]);
  });
});
