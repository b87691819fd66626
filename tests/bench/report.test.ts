import { describe, expect, it } from "vitest";
import { isMet, median, tableText } from "./report.ts";

describe("median", () => {
  it("is the middle of an odd number of values, in whatever order they came", () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it("is the mean of both middles of an even number", () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });

  it("is not a number for nothing, so that a bench without figures cannot pass", () => {
    expect(median([])).toBeNaN();
    expect(isMet({ name: "nothing", value: median([]), atMost: 10 })).toBe(false);
    expect(isMet({ name: "nothing", value: median([]), atLeast: 0 })).toBe(false);
  });
});

describe("isMet", () => {
  it("takes the bound itself as met, on both sides", () => {
    expect(isMet({ name: "ratio", value: 1.15, atMost: 1.15 })).toBe(true);
    expect(isMet({ name: "ratio", value: 1.16, atMost: 1.15 })).toBe(false);
    expect(isMet({ name: "faster", value: 2, atLeast: 2 })).toBe(true);
    expect(isMet({ name: "faster", value: 1.9, atLeast: 2 })).toBe(false);
  });

  it("is never met without a bound", () => {
    expect(isMet({ name: "unbounded", value: 1 })).toBe(false);
  });
});

describe("tableText", () => {
  it("aligns words to the left and figures to the right", () => {
    const text = tableText(
      ["part", "usd"],
      [
        ["Lambda", "$1.5"],
        ["S3", "$10.25"],
      ],
    );
    expect(text.split("\n")).toEqual([
      "part       usd",
      "------  ------",
      "Lambda    $1.5",
      "S3      $10.25",
    ]);
  });
});
