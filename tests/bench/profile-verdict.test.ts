import { describe, expect, it } from "vitest";
import { summarize, targetsOf } from "./profile-verdict.ts";
import { isMet } from "./report.ts";

const missed = (summary: Parameters<typeof targetsOf>[0]) =>
  targetsOf(summary)
    .filter((target) => !isMet(target))
    .map(({ name }) => name);

describe("summarize", () => {
  it("takes ratios round by round, so that a slow round spoils its own ratio only", () => {
    const rounds = [
      { oursMs: 1100, idealMs: 1000, theirsMs: 2200, bareIngestMs: 300 },
      { oursMs: 9000, idealMs: 3000, theirsMs: 9000, bareIngestMs: 900 },
      { oursMs: 1200, idealMs: 1000, theirsMs: 3600, bareIngestMs: 310 },
    ];
    const summary = summarize({ latencyMs: 1000, concurrency: 4 }, rounds);
    expect(summary.ratio).toBeCloseTo(1.2);
    expect(summary.overheadMs).toBe(200);
    expect(summary.speedup).toBeCloseTo(2);
    expect(summary.bareIngestMs).toBe(310);
  });
});

describe("targetsOf", () => {
  const round = { oursMs: 10_350, idealMs: 9_000, theirsMs: 12_000, bareIngestMs: 1_000 };

  it("bounds the wall time by the ideal where the queue decides", () => {
    const at = (oursMs: number, latencyMs: number) =>
      missed(summarize({ latencyMs, concurrency: 4 }, [{ ...round, oursMs }]));
    expect(at(10_340, 3000)).toEqual([]);
    expect(at(10_400, 3000)).toEqual(["c = 4, t = 3 s: wall / ideal"]);
    expect(at(10_400, 1000)).toEqual([]);
    expect(at(12_160, 1000)).toContain("c = 4, t = 1 s: wall / ideal");
  });

  it("bounds what is left after the last picture by the bare ingest where all are drawn at once", () => {
    const at = (oursMs: number) =>
      missed(summarize({ latencyMs: 3000, concurrency: 12 }, [{ ...round, oursMs, theirsMs: 40_000 }]));
    expect(at(9_000 + 500 + 1_200)).toEqual([]);
    expect(at(9_000 + 500 + 1_201)).toEqual(["c = 12, t = 3 s: milliseconds over the ideal"]);
  });

  it("is never content with being slower, and with twelve slots asks for twice or half as fast again", () => {
    const speedup = (factor: number, latencyMs: number, concurrency: number) =>
      missed(summarize({ latencyMs, concurrency }, [{ ...round, oursMs: 9_100, theirsMs: 9_100 * factor }]));
    expect(speedup(0.99, 3000, 4)).toEqual(["c = 4, t = 3 s: times faster than batches"]);
    expect(speedup(1, 3000, 4)).toEqual([]);
    expect(speedup(1.9, 3000, 12)).toEqual(["c = 12, t = 3 s: times faster than batches"]);
    expect(speedup(1.6, 1000, 12)).toEqual([]);
    expect(speedup(1.4, 1000, 12)).toEqual(["c = 12, t = 1 s: times faster than batches"]);
  });
});
