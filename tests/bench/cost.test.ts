import { describe, expect, it } from "vitest";
import { costOf, gigabyteSeconds, type ProfileUse, totalUsd } from "./cost.ts";
import { PRICES } from "./prices.ts";

const NOTHING: ProfileUse = {
  functions: {},
  stateTransitions: 0,
  executions: 0,
  table: { readUnits: 0, writeUnits: 0, reads: 0, writes: 0 },
  bucket: { operations: {}, bytesIn: 0, bytesOut: 0 },
  httpRequests: 0,
  logBytes: 0,
  answerBytes: 0,
};
const usdOf = (part: string, use: Partial<ProfileUse>) =>
  costOf({ ...NOTHING, ...use }).find((line) => line.part === part)?.usd;

describe("costOf", () => {
  it("costs nothing when nothing was used", () => {
    expect(totalUsd(costOf(NOTHING))).toBe(0);
  });

  it("counts start and end of an execution as transitions", () => {
    expect(usdOf("Step Functions", { stateTransitions: 38, executions: 1 })).toBeCloseTo(0.001, 9);
  });

  it("charges table units, not calls", () => {
    const table = { readUnits: 1_000_000, writeUnits: 2_000_000, reads: 1, writes: 1 };
    expect(usdOf("Table reads", { table })).toBeCloseTo(0.125);
    expect(usdOf("Table writes", { table })).toBeCloseTo(1.25);
  });

  it("tells writes from reads of the bucket, and takes nothing for deleting", () => {
    const operations = {
      PutObject: 1_000_000,
      GetObject: 500_000,
      HeadObject: 500_000,
      DeleteObject: 9_000_000,
    };
    const bucket = { operations, bytesIn: 0, bytesOut: 5e9 };
    expect(usdOf("Bucket writes", { bucket })).toBeCloseTo(4.5);
    expect(usdOf("Bucket reads", { bucket })).toBeCloseTo(0.36);
    expect(totalUsd(costOf({ ...NOTHING, bucket }))).toBeCloseTo(4.86);
  });

  it("refuses an operation without a price rather than give it away", () => {
    const bucket = { operations: { UploadPart: 1 }, bytesIn: 0, bytesOut: 0 };
    expect(() => costOf({ ...NOTHING, bucket })).toThrow("UploadPart");
  });

  it("charges what leaves AWS for the bucket and for the caller", () => {
    const bucket = { operations: {}, bytesIn: 9e8, bytesOut: 0 };
    expect(usdOf("Transfer", { bucket, answerBytes: 1e8 })).toBeCloseTo(0.09);
  });

  it("adds the platform's own log lines to those of the functions", () => {
    const functions = { "Stack.Any": { invocations: 10, failures: 0, billedMs: 0, memoryMb: 512 } };
    expect(usdOf("Logs", { functions, logBytes: 1000, httpRequests: 2 })).toBeCloseTo(
      ((1000 + 10 * 420 + 2 * 400) * 0.5) / 1e9,
      12,
    );
  });
});

describe("gigabyteSeconds", () => {
  it("weighs time with memory and adds the network's share of every invocation", () => {
    const one = { invocations: 1, failures: 0, billedMs: 570, memoryMb: 2048 };
    expect(gigabyteSeconds({ "W.StoreImage0": one })).toBeCloseTo(2 * 1.0);
    expect(gigabyteSeconds({ "W.PlanProfile0": { ...one, memoryMb: 512 } })).toBeCloseTo(0.5 * 0.6);
  });
});

describe("the price list", () => {
  it("names a source for every price", () => {
    for (const { usd, per, source } of Object.values(PRICES)) {
      expect(usd / per).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\//);
    }
  });
});
