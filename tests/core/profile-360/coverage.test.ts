import { describe, expect, it } from "vitest";
import { gapsOf } from "../../../packages/core/src/profile-360/angles.ts";
import { judgeCoverage, simplifiedPlan } from "../../../packages/core/src/profile-360/coverage.ts";

const FULL = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330];
const without = (...angles: number[]) => FULL.filter((angle) => !angles.includes(angle));
const given = (change: Partial<Parameters<typeof judgeCoverage>[0]>) =>
  judgeCoverage({
    asked: FULL,
    good: FULL,
    exhausted: [],
    repairRoundsLeft: 0,
    wasSimplified: false,
    ...change,
  });

describe("a profile's coverage", () => {
  it("is complete when every asked angle is good", () => {
    expect(given({})).toEqual({ verdict: "complete", missing: [] });
  });

  it("is repaired while rounds are left, only where something is missing", () => {
    expect(given({ good: without(30, 60), repairRoundsLeft: 1 })).toEqual({
      verdict: "again",
      plan: "repair",
      angles: [30, 60],
    });
  });

  it("never tries again what is refused for good", () => {
    expect(given({ good: without(30, 60), exhausted: [30], repairRoundsLeft: 1 })).toMatchObject({
      angles: [60],
    });
    expect(given({ good: without(30), exhausted: [30], repairRoundsLeft: 1 })).toEqual({
      verdict: "partial",
      missing: [30],
    });
  });

  it("is partial from two thirds on, and names what is missing", () => {
    expect(given({ good: without(30, 60, 90, 120) })).toEqual({
      verdict: "partial",
      missing: [30, 60, 90, 120],
    });
  });

  it("rounds two thirds up for any list of angles", () => {
    const asked = [0, 90, 180, 270];
    expect(judgeCoverage({ ...base(asked), good: [0, 90, 180] }).verdict).toBe("partial");
    expect(judgeCoverage({ ...base(asked), good: [0, 90] }).verdict).toBe("failed");
    expect(judgeCoverage({ ...base([10]), good: [] }).verdict).toBe("failed");
    expect(judgeCoverage({ ...base([10]), good: [10] }).verdict).toBe("complete");
  });

  it("below two thirds buys only the few angles that make eight with no gap over 60 degrees", () => {
    const good = [0, 30, 60, 90, 120, 150];
    const verdict = given({ good });
    expect(verdict).toMatchObject({ verdict: "again", plan: "simplify" });
    if (verdict.verdict !== "again") throw new Error("not again");
    const all = [...good, ...verdict.angles];
    expect(all.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...gapsOf(all).map(({ degrees }) => degrees))).toBeLessThanOrEqual(60);
    expect(verdict.angles).toHaveLength(3);
  });

  it("is tried simplified once, then failed", () => {
    expect(given({ good: [0, 30, 60], wasSimplified: true })).toMatchObject({ verdict: "failed" });
  });

  it("is simplified when eight with no gap over 60 degrees are there although two thirds are not", () => {
    const asked = Array.from({ length: 18 }, (_, index) => index * 20);
    const good = [0, 40, 80, 120, 160, 200, 260, 320];
    expect(judgeCoverage({ ...base(asked), good, wasSimplified: true })).toMatchObject({
      verdict: "simplified",
    });
  });

  it("fails at once when the missing angles are refused for good", () => {
    expect(given({ good: [0, 30], exhausted: without(0, 30) })).toMatchObject({ verdict: "failed" });
  });

  it("is never simplified for fewer than twelve asked angles", () => {
    expect(judgeCoverage({ ...base(FULL.slice(0, 11)), good: [0, 30] })).toMatchObject({ verdict: "failed" });
  });
});

describe("the simplified plan", () => {
  it("is the fewest angles, checked against every subset", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const good = FULL.filter((_, index) => (seed * 7919 + index * 104_729) % 13 < 4);
      const open = FULL.filter((angle) => !good.includes(angle) && (seed + angle) % 5 !== 0);
      expect(simplifiedPlan(good, open)?.length, `good ${good} open ${open}`).toBe(
        fewestBySearch(good, open),
      );
    }
  });

  it("chooses only among the open angles", () => {
    const open = [60, 120, 180, 240, 300, 330];
    expect(simplifiedPlan([0, 30], open)?.every((angle) => open.includes(angle))).toBe(true);
  });
});

function base(asked: number[]) {
  return { asked, good: asked, exhausted: [], repairRoundsLeft: 0, wasSimplified: false };
}

function fewestBySearch(good: number[], open: number[]): number | undefined {
  let best: number | undefined;
  for (let mask = 0; mask < 2 ** open.length; mask += 1) {
    const chosen = open.filter((_, bit) => mask & (1 << bit));
    const all = [...good, ...chosen];
    if (all.length < 8 || Math.max(...gapsOf(all).map(({ degrees }) => degrees)) > 60) continue;
    best = Math.min(best ?? 99, chosen.length);
  }
  return best;
}
