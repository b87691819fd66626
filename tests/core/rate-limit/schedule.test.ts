import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITER } from "../../../packages/core/src/limits.ts";
import type { Settings } from "../../../packages/core/src/rate-limit/settings.ts";
import { account, type Caller, excess, serve } from "./callers.ts";

const START = 1_800_000_000_000;
const DEFAULT: Settings = { intervalMs: 1000, burst: 30 };

const settings = fc.record({
  intervalMs: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 50, max: 5000 })),
  burst: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 10_000 })),
});
const callerWith = (skewMs: fc.Arbitrary<number>) =>
  fc.record({
    projectId: fc.constantFrom("a", "b", "c", "d"),
    isMaster: fc.boolean(),
    atMs: fc.integer({ min: 0, max: 120_000 }).map((ms) => START + ms),
    skewMs,
  });
/** Some crowds ask at the same moment. */
const crowd = (skewMs: fc.Arbitrary<number> = fc.constant(0)) =>
  fc
    .array(fc.tuple(callerWith(skewMs), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 15 })
    .map((groups) => groups.flatMap(([caller, times]) => Array.from({ length: times }, () => caller)));
const dice = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 20 });
const thrown = (values: number[]) => {
  let index = 0;
  return () => values[index++ % values.length] ?? 0;
};

const many = (count: number, caller: Partial<Caller>): Caller[] =>
  Array.from({ length: count }, () => ({
    projectId: "a",
    isMaster: false,
    atMs: START,
    skewMs: 0,
    ...caller,
  }));

describe("the rate", () => {
  it("is never exceeded in any window, whoever asks when", () => {
    fc.assert(
      fc.property(settings, crowd(), dice, (chosen, callers, random) => {
        const sent = serve(callers, chosen, { random: thrown(random) });
        expect(sent).toHaveLength(callers.length);
        expect(
          excess(
            sent.map(({ sentMs }) => sentMs),
            chosen,
          ),
        ).toBeLessThanOrEqual(0);
      }),
    );
  });

  const SKEW_MAX_MS = 5_000;
  const skewMs = fc.integer({ min: -SKEW_MAX_MS, max: SKEW_MAX_MS });

  it("holds exactly for variants whose clocks differ, each by its own clock", () => {
    fc.assert(
      fc.property(settings, crowd(skewMs), dice, (chosen, callers, random) => {
        const variants = callers.map((caller) => ({ ...caller, isMaster: false }));
        const sent = serve(variants, chosen, { random: thrown(random) });
        const byOwnClock = sent.map((each) => each.sentMs + each.skewMs);
        expect(excess(byOwnClock, chosen)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("holds by true time in windows that are shorter by the clocks' difference", () => {
    fc.assert(
      fc.property(settings, crowd(skewMs), dice, (chosen, callers, random) => {
        const sent = serve(callers, chosen, { random: thrown(random) });
        const byTrueTime = sent.map(({ sentMs }) => sentMs);
        expect(excess(byTrueTime, chosen, 2 * SKEW_MAX_MS)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("is used up: a project alone is sent at the full rate, and its burst at once", () => {
    const sent = serve(many(200, {}), DEFAULT, { random: () => 0.5 });
    expect(sent.filter(({ sentMs }) => sentMs === START)).toHaveLength(20);
    const last = Math.max(...sent.map(({ sentMs }) => sentMs));
    expect(last - START).toBeLessThanOrEqual(1.1 * (200 - 20) * 1000);
  });
});

describe("a project's share", () => {
  const names = ["a", "b", "c", "d", "e"];

  it("is the same for all that keep a backlog, whatever they asked for and when they came", () => {
    const backlog = fc.array(
      fc.record({ count: fc.integer({ min: 150, max: 300 }), late: fc.integer({ min: 0, max: 60_000 }) }),
      { minLength: 2, maxLength: 5 },
    );
    fc.assert(
      fc.property(backlog, dice, (projects, random) => {
        const callers = projects.flatMap(({ count, late }, index) =>
          many(count, { projectId: names[index]!, atMs: START + late }),
        );
        const habits = { random: thrown(random), isWholeSeconds: true };
        const sent = serve(callers, DEFAULT, { ...habits });
        // From when all are there until the first backlog ends.
        const ends = projects.map((_, index) =>
          Math.max(...sent.filter((each) => each.projectId === names[index]).map(({ sentMs }) => sentMs)),
        );
        const from = START + 60_000 + 60_000;
        const to = Math.min(...ends);
        const shares = projects.map(
          (_, index) =>
            sent.filter(
              ({ projectId, sentMs }) => projectId === names[index] && sentMs > from && sentMs <= to,
            ).length,
        );
        fc.pre(Math.min(...shares) >= 20);
        expect(Math.max(...shares) / Math.min(...shares)).toBeLessThanOrEqual(1.5);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 60_000);

  it("lets a newcomer through within about one round of the others", () => {
    const others = ["b", "c", "d"].flatMap((projectId) => many(150, { projectId }));
    const newcomer = many(12, { projectId: "a", atMs: START + 100_000 });
    const sent = serve([...others, ...newcomer], DEFAULT, { random: () => 0.5, isWholeSeconds: true });
    const first = Math.min(...sent.filter(({ projectId }) => projectId === "a").map(({ sentMs }) => sentMs));
    const round = 3 * LIMITER.slotsHeldMax * DEFAULT.intervalMs;
    expect(first - START - 100_000).toBeLessThanOrEqual(1.5 * round);
  });

  it("costs an ordinary job nothing and a longer one a single wait", () => {
    const profile = serve(many(12, {}), DEFAULT, { random: () => 0.5 });
    expect(profile.every(({ sentMs, comeBacks }) => sentMs === START && comeBacks === 0)).toBe(true);
    const long = serve(many(32, {}), DEFAULT, { random: () => 0.5 });
    expect(long.every(({ comeBacks }) => comeBacks === 0)).toBe(true);
  });
});

describe("masters", () => {
  it("go at once before variants that wait, as many as the burst keeps for them", () => {
    const variants = many(100, {});
    const masters = many(10, { projectId: "b", isMaster: true, atMs: START + 1_000 });
    const sent = serve([...variants, ...masters], DEFAULT, { random: () => 0.5 });
    const theirs = sent.filter(({ isMaster }) => isMaster);
    expect(theirs.every(({ sentMs }) => sentMs === START + 1_000)).toBe(true);
  });

  it("never wait longer than a variant would that asks at the same moment", () => {
    fc.assert(
      fc.property(settings, crowd(), dice, (chosen, callers, random) => {
        const open = account(chosen);
        const roll = thrown(random);
        for (const [index, caller] of [...callers].sort((one, other) => one.atMs - other.atMs).entries()) {
          const ask = { projectId: caller.projectId, generationId: `gen_${index}` };
          const before = open.limit;
          const variant = open.ask({ ...ask, isMaster: false }, caller.atMs, roll());
          open.limit = before;
          const master = open.ask({ ...ask, isMaster: true }, caller.atMs, roll());
          if (variant.kind === "slot") {
            expect(master.kind).toBe("slot");
            expect(master.atMs).toBeLessThanOrEqual(variant.atMs);
          }
          if (!caller.isMaster) {
            open.limit = before;
            open.ask({ ...ask, isMaster: false }, caller.atMs, roll());
          }
        }
      }),
    );
  });

  it("cannot keep variants out: their slots are paid back from the queue's end", () => {
    const masters = Array.from({ length: 200 }, (_, index) =>
      many(1, { projectId: "b", isMaster: true, atMs: START + index * 500 }),
    ).flat();
    const sent = serve([...masters, ...many(40, { atMs: START + 10_000 })], DEFAULT, { random: () => 0.5 });
    const variants = sent.filter(({ isMaster }) => !isMaster);
    expect(Math.max(...variants.map(({ sentMs }) => sentMs)) - START).toBeLessThanOrEqual(120_000);
  });
});

describe("requests in flight", () => {
  const bounded = { ...DEFAULT, inFlightMax: 3 };
  const ask = (index: number) => ({ projectId: "a", isMaster: false, generationId: `gen_${index}` });

  it("are never more than allowed, and those that nobody ended expire by themselves", () => {
    const open = account(bounded);
    const kinds = [0, 1, 2, 3].map((index) => open.ask(ask(index), START, 0.5).kind);
    expect(kinds).toEqual(["slot", "slot", "slot", "later"]);
    expect(open.ask(ask(0), START, 0.5).kind).toBe("slot");
    expect(open.limit.inFlight).toBe(3);
    const later = START + LIMITER.leaseMs + 1;
    expect([3, 4, 5, 6].map((index) => open.ask(ask(index), later, 0.5).kind)).toEqual([
      "slot",
      "slot",
      "slot",
      "later",
    ]);
    expect(open.limit.inFlight).toBe(3);
  });
});

describe("the item", () => {
  it("stays small: clocks that nobody moves any more are forgotten", () => {
    const open = account(DEFAULT);
    for (let index = 0; index < 400; index++) {
      const projectId = `prj_${index}`;
      open.ask(
        { projectId, isMaster: index % 9 === 0, generationId: `gen_${index}` },
        START + index * 900,
        0.5,
      );
    }
    expect(Object.keys(open.limit.clocks).length).toBeLessThan(120);
    expect(open.limit.loans.length).toBeLessThanOrEqual(10);
  });
});
