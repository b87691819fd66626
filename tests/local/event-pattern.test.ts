import { describe, expect, test } from "vitest";
import { matchesPattern, refuseUnknownOperators } from "../../packages/local/src/event-pattern.ts";

const EVENT = {
  source: "aws.states",
  resources: ["arn:a", "arn:b"],
  detail: { status: "FAILED", count: 7, name: "job_01", error: null },
};

describe("an event pattern", () => {
  test.each([
    [{ source: ["aws.states"] }, true],
    [{ source: ["aws.lambda", "aws.states"] }, true],
    [{ source: ["aws.lambda"] }, false],
    [{ source: ["aws.states"], detail: { status: ["TIMED_OUT"] } }, false],
    [{ resources: ["arn:b"] }, true],
    [{ resources: [{ prefix: "arn:c" }] }, false],
    [{ detail: { name: [{ prefix: "job_" }] } }, true],
    [{ detail: { name: [{ suffix: "_02" }] } }, false],
    [{ detail: { status: [{ "equals-ignore-case": "failed" }] } }, true],
    [{ detail: { status: [{ "anything-but": ["SUCCEEDED", "RUNNING"] }] } }, true],
    [{ detail: { status: [{ "anything-but": "FAILED" }] } }, false],
    [{ detail: { name: [{ "anything-but": { prefix: "job_" } }] } }, false],
    [{ detail: { count: [{ numeric: [">", 5, "<=", 7] }] } }, true],
    [{ detail: { count: [{ numeric: ["=", 8] }] } }, false],
    [{ detail: { error: [null] } }, true],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { status: [{ exists: false }] } }, false],
    [{ nothing: { deep: ["x"] } }, false],
  ])("%j matches: %s", (pattern, expected) => {
    expect(matchesPattern(pattern, EVENT)).toBe(expected);
  });

  test("with an operator that would never match is refused, naming the rule", () => {
    expect(() => refuseUnknownOperators("My.Rule", { detail: { ip: [{ cidr: "10.0.0.0/8" }] } })).toThrow(
      /My\.Rule.*cidr/,
    );
    expect(() => refuseUnknownOperators("My.Rule", { $or: [{ source: ["a"] }] })).toThrow(/\$or/);
  });
});
