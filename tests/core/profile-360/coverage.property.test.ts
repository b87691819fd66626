import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROFILE, partialMinimum } from "../../../packages/core/src/limits.ts";
import { gapsOf } from "../../../packages/core/src/profile-360/angles.ts";
import { type Coverage, judgeCoverage } from "../../../packages/core/src/profile-360/coverage.ts";

/** Any list of angles, each good, still open, or used up. */
const coverage: fc.Arbitrary<Coverage> = fc
  .record({
    angles: fc.uniqueArray(fc.integer({ min: 0, max: 359 }), { minLength: 1, maxLength: PROFILE.anglesMax }),
    fates: fc.array(fc.constantFrom("good", "open", "used-up"), {
      minLength: PROFILE.anglesMax,
      maxLength: PROFILE.anglesMax,
    }),
    repairRoundsLeft: fc.integer({ min: 0, max: 2 }),
    wasSimplified: fc.boolean(),
  })
  .map(({ angles, fates, ...rest }) => {
    const of = (fate: string) => angles.filter((_, index) => fates[index] === fate);
    return { asked: angles, good: of("good"), exhausted: of("used-up"), ...rest };
  });

/** The grids that are asked for in practice, where every kind of ending is met often. */
const evenGrid: fc.Arbitrary<Coverage> = fc
  .record({
    count: fc.constantFrom(3, 4, 8, 12, 18, 24, 36),
    fates: fc.array(fc.constantFrom("good", "open", "open", "used-up"), { minLength: 36, maxLength: 36 }),
    repairRoundsLeft: fc.constantFrom(0, 0, 1),
    wasSimplified: fc.boolean(),
  })
  .map(({ count, fates, ...rest }) => {
    const asked = Array.from({ length: count }, (_, index) => (index * 360) / count);
    const of = (fate: string) => asked.filter((_, index) => fates[index] === fate);
    return { asked, good: of("good"), exhausted: of("used-up"), ...rest };
  });

const RUNS = { numRuns: 2_000 };
const always = (holds: (given: Coverage) => void) =>
  fc.assert(fc.property(fc.oneof(coverage, evenGrid), holds), RUNS);
const widestGap = (angles: number[]) => Math.max(...gapsOf(angles).map(({ degrees }) => degrees));
const missingOf = ({ asked, good }: Coverage) => asked.filter((angle) => !good.includes(angle));

describe("for any list of angles, a verdict", () => {
  it("is complete exactly when nothing is missing", () => {
    always((given) => {
      expect(judgeCoverage(given).verdict === "complete").toBe(missingOf(given).length === 0);
    });
  });

  it("that is final names exactly what is missing, and so keeps every paid angle", () => {
    always((given) => {
      const verdict = judgeCoverage(given);
      if (verdict.verdict !== "again") expect(verdict.missing).toEqual(missingOf(given));
    });
  });

  it("renders only asked angles that are missing and not used up, each once", () => {
    always((given) => {
      const verdict = judgeCoverage(given);
      if (verdict.verdict !== "again") return;
      const allowed = missingOf(given).filter((angle) => !given.exhausted.includes(angle));
      expect(verdict.angles.length).toBeGreaterThan(0);
      expect(new Set(verdict.angles).size).toBe(verdict.angles.length);
      for (const angle of verdict.angles) expect(allowed).toContain(angle);
    });
  });

  it("is partial from two thirds on, and never below", () => {
    always((given) => {
      const verdict = judgeCoverage(given);
      const isEnough = given.good.length >= partialMinimum(given.asked.length);
      if (verdict.verdict === "partial") expect(isEnough).toBe(true);
      if (verdict.verdict === "simplified" || verdict.verdict === "failed") expect(isEnough).toBe(false);
    });
  });

  it("is simplified only for full turns, with eight angles and no gap over 60 degrees", () => {
    let met = 0;
    always((given) => {
      const verdict = judgeCoverage(given);
      const isSimplify = verdict.verdict === "again" && verdict.plan === "simplify";
      if (verdict.verdict !== "simplified" && !isSimplify) return;
      met += 1;
      const shown = [...given.good, ...(verdict.verdict === "again" ? verdict.angles : [])];
      expect(given.asked.length).toBeGreaterThanOrEqual(PROFILE.simplifiedFromAngles);
      expect(shown.length).toBeGreaterThanOrEqual(PROFILE.simplifiedAngles);
      expect(widestGap(shown)).toBeLessThanOrEqual(PROFILE.simplifiedGapMaxDegrees);
    });
    expect(met).toBeGreaterThan(20);
  });

  it("never buys more for a simplified profile than would be bought with one of its angles left out", () => {
    always((given) => {
      const verdict = judgeCoverage(given);
      if (verdict.verdict !== "again" || verdict.plan !== "simplify") return;
      for (const spared of verdict.angles) {
        const fewer = [...given.good, ...verdict.angles.filter((angle) => angle !== spared)];
        const isEnough =
          fewer.length >= PROFILE.simplifiedAngles && widestGap(fewer) <= PROFILE.simplifiedGapMaxDegrees;
        expect(isEnough, `without ${spared}`).toBe(false);
      }
    });
  });

  it("comes to an end: after a repair and a simplified round something final is said", () => {
    always((given) => {
      let state = given;
      for (let round = 0; round < given.repairRoundsLeft + 2; round += 1) {
        const verdict = judgeCoverage(state);
        if (verdict.verdict !== "again") return;
        // Nothing of what was rendered turns out well.
        const isRepair = verdict.plan === "repair";
        state = {
          ...state,
          repairRoundsLeft: state.repairRoundsLeft - (isRepair ? 1 : 0),
          wasSimplified: state.wasSimplified || !isRepair,
        };
      }
      expect(judgeCoverage(state).verdict).not.toBe("again");
    });
  });
});
