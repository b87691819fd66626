import { describe, expect, it } from "vitest";
import {
  angleDistance,
  gapsOf,
  intoBatches,
  viewWords,
} from "../../../packages/core/src/profile-360/angles.ts";

describe("view words", () => {
  it.each([
    [0, "points straight at the camera"],
    [30, "towards the camera and the left edge"],
    [90, "points to the left edge of the picture"],
    [150, "points away and towards the left edge"],
    [180, "seen from behind"],
    [210, "points away and towards the right edge"],
    [270, "points to the right edge of the picture"],
    [330, "towards the camera and the right edge"],
  ])("say for %i degrees which way the face points", (angle, words) => {
    expect(viewWords(angle, "character")).toContain(words);
    expect(viewWords(angle, "character")).toContain(`camera azimuth ${angle} degrees`);
  });

  it("never use a bare left or right side", () => {
    for (let angle = 0; angle < 360; angle += 1) {
      for (const type of ["character", "location", "prop"] as const) {
        expect(viewWords(angle, type)).not.toMatch(/\b(left|right) side\b/);
      }
    }
  });

  it("speak of a front for props and of a place for locations", () => {
    expect(viewWords(90, "prop")).toContain("front of the object");
    expect(viewWords(90, "location")).toContain("same place");
    expect(viewWords(90, "location")).not.toContain("face");
  });
});

describe("angles", () => {
  it("are as far apart as the short way round", () => {
    expect(angleDistance(350, 10)).toBe(20);
    expect(angleDistance(0, 180)).toBe(180);
    expect(angleDistance(90, 90)).toBe(0);
  });

  it("have gaps that sum up to one turn", () => {
    expect(gapsOf([0, 90, 180])).toEqual([
      { from: 0, to: 90, degrees: 90 },
      { from: 90, to: 180, degrees: 90 },
      { from: 180, to: 0, degrees: 180 },
    ]);
    expect(gapsOf([45])).toEqual([{ from: 45, to: 45, degrees: 360 }]);
  });

  it("are cut into batches that lose none", () => {
    expect(intoBatches([1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9]]);
    expect(intoBatches([], 4)).toEqual([]);
  });
});
