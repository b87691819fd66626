import { describe, expect, test, vi } from "vitest";
import { ratePeriodMs } from "../../packages/local/src/schedules.ts";
import { arnOf } from "./support/machine.ts";
import { eventually, runStack } from "./support/product.ts";

const KEEP = {
  code: `
    const events = ((globalThis as any).likenessScheduleEvents ??= []);
    export const handler = async (event: any) => { events.push(event); if (event.fail && events.length < 3) throw new Error("again"); };`,
};
const kept = () =>
  (globalThis as unknown as { likenessScheduleEvents?: Record<string, unknown>[] }).likenessScheduleEvents ??
  [];

const rule = (properties: Record<string, unknown>, target: Record<string, unknown> = {}) => ({
  functions: { Keep: KEEP },
  resources: {
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: { ...properties, Targets: [{ Id: "T", Arn: arnOf("Keep"), ...target }] },
    },
  },
});

describe("a schedule", () => {
  test.each([
    ["rate(1 minute)", 60_000],
    ["rate(2 minutes)", 120_000],
    ["rate(1 hour)", 3_600_000],
    ["rate(3 days)", 259_200_000],
  ])("of %s has a period of %i ms", (expression, periodMs) => {
    expect(ratePeriodMs(expression)).toBe(periodMs);
  });

  test("calls its function again and again with EventBridge's event, sooner with a speed factor", async () => {
    kept().length = 0;
    await runStack(rule({ ScheduleExpression: "rate(1 minute)" }), { speed: 600 });
    await eventually(() => kept().length >= 2);
    expect(kept()[0]).toMatchObject({ source: "aws.events", "detail-type": "Scheduled Event" });
  });

  test("hands over the target's own input, and delivers again what failed", async () => {
    vi.stubGlobal("likenessScheduleEvents", []);
    await runStack(rule({ ScheduleExpression: "rate(1 day)" }, { Input: '{"fail":true}' }), {
      speed: 864_000,
    });
    await eventually(() => kept().length >= 3);
    expect(kept().slice(0, 3)).toEqual([{ fail: true }, { fail: true }, { fail: true }]);
    vi.unstubAllGlobals();
  });

  test("with a cron expression is refused at the start", async () => {
    await expect(runStack(rule({ ScheduleExpression: "cron(0 3 * * ? *)" }))).rejects.toThrow(/Only rate/);
  });

  test("that is disabled does not exist", async () => {
    await expect(
      runStack(rule({ ScheduleExpression: "cron(0 3 * * ? *)", State: "DISABLED" })),
    ).resolves.toBeTruthy();
  });
});
