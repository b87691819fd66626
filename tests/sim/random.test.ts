import { describe, expect, it } from "vitest";
import { randomStream } from "../../packages/sim/src/random.ts";

const draw = (seed: number, purpose: string, count = 1_000) => {
  const stream = randomStream(seed, purpose);
  return Array.from({ length: count }, () => stream.next());
};

describe("a stream of chance", () => {
  it("repeats for the same seed and purpose", () => {
    expect(draw(7, "order")).toEqual(draw(7, "order"));
  });

  it("differs for another seed or another purpose", () => {
    expect(draw(8, "order")).not.toEqual(draw(7, "order"));
    expect(draw(7, "faults")).not.toEqual(draw(7, "order"));
  });

  it("spreads evenly over [0, 1)", () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const value of draw(1, "even", 20_000)) tenths[Math.floor(value * 10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(250);
  });
});
