import { describe, expect, it } from "vitest";
import { type Conditions, judge, type Verdict } from "../../../packages/local/src/s3/conditions.ts";

const current = { etag: "abc", lastModifiedMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
const SAME = "Fri, 02 Jan 2026 03:04:05 GMT";
const BEFORE = "Fri, 02 Jan 2026 03:04:04 GMT";

describe("conditions of a request", () => {
  const cases: [string, Conditions, Verdict][] = [
    ["none", {}, "pass"],
    ["If-Match of the ETag", { ifMatch: '"abc"' }, "pass"],
    ["If-Match of one of several", { ifMatch: '"x", "abc"' }, "pass"],
    ["If-Match of anything", { ifMatch: "*" }, "pass"],
    ["If-Match of another", { ifMatch: '"x"' }, "failed"],
    ["If-None-Match of the ETag", { ifNoneMatch: '"abc"' }, "not-modified"],
    ["If-None-Match without quotes", { ifNoneMatch: "abc" }, "not-modified"],
    ["If-None-Match of a weak ETag", { ifNoneMatch: 'W/"abc"' }, "not-modified"],
    ["If-None-Match of anything", { ifNoneMatch: "*" }, "not-modified"],
    ["If-None-Match of another", { ifNoneMatch: '"x"' }, "pass"],
    ["If-Modified-Since the same second", { ifModifiedSince: SAME }, "not-modified"],
    ["If-Modified-Since before", { ifModifiedSince: BEFORE }, "pass"],
    ["If-Modified-Since nonsense", { ifModifiedSince: "yesterday-ish" }, "pass"],
    ["If-Unmodified-Since the same second", { ifUnmodifiedSince: SAME }, "pass"],
    ["If-Unmodified-Since before", { ifUnmodifiedSince: BEFORE }, "failed"],
    ["an ETag that outranks the date of a failure", { ifMatch: '"abc"', ifUnmodifiedSince: BEFORE }, "pass"],
    ["an ETag that outranks the date of a change", { ifNoneMatch: '"x"', ifModifiedSince: SAME }, "pass"],
    ["a failure that outranks a match", { ifMatch: '"x"', ifNoneMatch: '"abc"' }, "failed"],
  ];
  it.each(cases)("with %s are judged", (_what, conditions, verdict) => {
    expect(judge(conditions, current)).toBe(verdict);
  });

  it.each<[string, Conditions, Verdict]>([
    ["If-Match of anything", { ifMatch: "*" }, "failed"],
    ["If-None-Match of anything", { ifNoneMatch: "*" }, "pass"],
    ["If-Modified-Since", { ifModifiedSince: SAME }, "pass"],
    ["If-Unmodified-Since", { ifUnmodifiedSince: BEFORE }, "pass"],
  ])("where nothing is stored, with %s, are judged", (_what, conditions, verdict) => {
    expect(judge(conditions, undefined)).toBe(verdict);
  });
});
