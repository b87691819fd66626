import { describe, expect, it } from "vitest";
import { doubtOf } from "../../../packages/core/src/second-opinion/index.ts";
import type { Verification } from "../../../packages/core/src/verification/index.ts";

type Check = Verification["checks"][number];

const THRESHOLD = 0.7;

function measured(overall: number | null, scores: Partial<Record<Check["type"], number | null>>) {
  const checks = Object.entries(scores).map(
    ([type, score]): Check => ({
      type: type as Check["type"],
      status: score === null ? "unmeasured" : "measured",
      score,
      passed: (score ?? 0) >= THRESHOLD,
      details: "",
      issues: [],
    }),
  );
  const passed = checks.every((check) => check.type === "proportion" || check.passed);
  const status = checks.every(({ score }) => score === null)
    ? ("unmeasured" as const)
    : ("measured" as const);
  return { status, passed, overallConsistency: overall, checks, threshold: THRESHOLD };
}
const whole = (overall: number | null, color: number | null, proportion: number | null = 0.9) =>
  measured(overall, { color, proportion, features: 0.95, style: 0.95 });

describe("a measured verdict", () => {
  it.each([
    ["passes clearly", whole(0.95, 0.9), false],
    ["is refused clearly", whole(0.3, 0.2), false],
    ["passes by little", whole(0.95, 0.75), true],
    ["is refused by little", whole(0.6, 0.95), true],
    ["is refused clearly by one score while another is near", whole(0.72, 0.2), false],
    ["passes with a proportion that only warns", whole(0.95, 0.9, 0.65), false],
    ["is refused by proportion alone, by little", { ...whole(0.95, 0.9, 0.65), passed: false }, true],
    ["is refused by proportion alone, clearly", { ...whole(0.95, 0.9, 0.2), passed: false }, false],
    [
      "passes clearly, whatever is locked",
      { ...measured(0.95, { color: 0.9, features: 0.95, lock: null }), passed: true },
      false,
    ],
    ["lacks a score that decides", whole(0.9, null), true],
    ["could not be measured", measured(null, { color: null, features: null }), true],
    ["is of one dimension, clear", measured(0.5, { color: 0.95 }), false],
    ["is of one dimension, near", measured(0.99, { proportion: 0.66 }), true],
    ["is of one dimension that was not measured", measured(0.99, { proportion: null }), true],
  ])("that %s is in doubt as it should be", (_name, verification, isDoubtful) => {
    expect(doubtOf(verification) !== undefined).toBe(isDoubtful);
  });

  it("says which score makes it doubtful", () => {
    expect(doubtOf(whole(0.95, 0.75))).toContain("0.75");
  });
});
