import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REVISION_VIEW } from "../../../packages/core/src/limits.ts";
import { shortRevision } from "../../../packages/core/src/progress/revision.ts";

const LONG = "A full view of a knight on a plain background, even light, ".repeat(4);

describe("a changed prompt in short", () => {
  it("shows whole words that differ, with a little of the text around them", () => {
    const { from, to } = shortRevision(
      `${LONG}a bloody sword in hand, ${LONG}`,
      `${LONG}a blunt sword in hand, ${LONG}`,
    );
    expect(from).toMatch(/^….*\bbloody sword.*…$/);
    expect(to).toMatch(/^….*\bblunt sword.*…$/);
    expect(from.length).toBeLessThan(80);
  });

  it("shows what was added, and what was left out", () => {
    expect(shortRevision("a knight", "a knight, at peace")).toEqual({
      from: "a knight",
      to: "a knight, at peace",
    });
    expect(shortRevision("a gory knight", "a knight").to).toBe("a knight");
  });

  it("stays short whatever was changed", () => {
    const most = REVISION_VIEW.partMaxChars + 2;
    fc.assert(
      fc.property(fc.string({ maxLength: 900 }), fc.string({ maxLength: 900 }), (before, after) => {
        const { from, to } = shortRevision(before, after);
        expect(from.length).toBeLessThanOrEqual(most);
        expect(to.length).toBeLessThanOrEqual(most);
        if (before !== after && before.length + after.length < 100) expect(from).not.toBe(to);
      }),
    );
  });
});
