import { describe, expect, it } from "vitest";
import { azimuthOfText, readView, withoutViewWords } from "../../../packages/fal-sandbox/src/draw/azimuth.ts";

describe("azimuthOfText", () => {
  it.each([
    ["front view, facing the camera", 0],
    ["three-quarter view", 45],
    ["three-quarter view, the face points to the right edge of the picture", 315],
    ["side profile, facing the left edge of the picture", 90],
    ["profile, looking to the right edge of the picture", 270],
    ["back view", 180],
    ["seen from behind", 180],
    ["rear three-quarter view", 135],
    ["rear three-quarter view, looking to the right of the picture", 225],
    ["camera azimuth 150 degrees", 150],
    ["rotated 210°", 210],
  ])("%s", (text, azimuth) => {
    expect(azimuthOfText(text)).toBe(azimuth);
  });

  it("hears nothing where nothing is said", () => {
    expect(azimuthOfText("a woman with a back pain and a left glove")).toBeUndefined();
  });
});

describe("readView", () => {
  it("prefers the parameter to the words, and wraps it", () => {
    expect(readView({ horizontal_angle: 390, prompt: "back view" }).azimuth).toBe(30);
  });

  it("understands the additional prompt", () => {
    expect(readView({ additional_prompt: "back view" }).azimuth).toBe(180);
  });

  it("scales with zoom and stays sane for odd numbers", () => {
    expect(readView({ zoom: 5 }).scale).toBeCloseTo(1);
    expect(readView({ zoom: 1e9, vertical_angle: Number.NaN }).scale).toBeLessThan(1.5);
  });
});

describe("withoutViewWords", () => {
  it("leaves the description and takes the camera away", () => {
    const words = [
      "front view",
      "back view",
      "three-quarter view",
      "camera azimuth 150 degrees",
      "profile, facing the left edge of the picture",
    ];
    const rests = words.map((view) =>
      withoutViewWords(`A pirate with a left glove, ${view}.`).replace(/[ ,.]+$/, ""),
    );
    expect(new Set(rests)).toEqual(new Set(["a pirate with a left glove"]));
  });
});
