import { describe, expect, it } from "vitest";
import { sumBelow, watchMemory } from "./memory.ts";

describe("sumBelow", () => {
  const listing = `
    1     0  9000
   10     1  5000
   11    10   100
   12    10    20
   13    12     3
   14     1  7000
  `;

  it("adds children and their children, and nobody else", () => {
    expect(sumBelow(10, { listing })).toBe(123 * 1024);
    expect(sumBelow(13, { listing })).toBe(0);
  });

  it("leaves out the process that looks", () => {
    expect(sumBelow(10, { listing, ignore: 11 })).toBe(23 * 1024);
  });
});

describe("watchMemory", () => {
  it("sees what this process holds", async () => {
    const watch = watchMemory();
    const { main, withChildren } = await watch.stop();
    expect(main).toBeGreaterThan(20 * 1024 ** 2);
    expect(withChildren).toBeGreaterThanOrEqual(main);
  });
});
