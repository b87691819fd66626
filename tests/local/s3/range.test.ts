import { describe, expect, it } from "vitest";
import { parseRange } from "../../../packages/local/src/s3/range.ts";

const part = (start: number, bytes: number) => ({ kind: "part", start, bytes });

describe("a Range of ten bytes", () => {
  it.each([
    ["bytes=0-0", part(0, 1)],
    ["bytes=2-5", part(2, 4)],
    ["bytes=9-9", part(9, 1)],
    ["bytes=0-99", part(0, 10)],
    ["bytes=4-", part(4, 6)],
    ["bytes=-1", part(9, 1)],
    ["bytes=-10", part(0, 10)],
    ["bytes=-99", part(0, 10)],
    ["bytes=10-", { kind: "unsatisfiable" }],
    ["bytes=10-12", { kind: "unsatisfiable" }],
    ["bytes=-0", { kind: "unsatisfiable" }],
    [undefined, { kind: "whole" }],
    ["bytes=5-2", { kind: "whole" }],
    ["bytes=-", { kind: "whole" }],
    ["bytes=0-1,4-5", { kind: "whole" }],
    ["lines=0-1", { kind: "whole" }],
  ])("%j is %j", (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  it("has nothing to give of an empty object", () => {
    expect(parseRange("bytes=0-", 0)).toEqual({ kind: "unsatisfiable" });
    expect(parseRange("bytes=-5", 0)).toEqual({ kind: "unsatisfiable" });
  });
});
