import { describe, expect, it } from "vitest";
import { contradictions } from "../../../packages/core/src/composite-shot/contradictions.ts";
import { StartInput } from "../../../packages/core/src/composite-shot/input.ts";
import { placesOf } from "../../../packages/core/src/composite-shot/layout.ts";
import { lineupFor } from "../../../packages/core/src/composite-shot/lineup.ts";
import { compositeModels } from "../../../packages/core/src/composite-shot/model.ts";
import { compositePrompt } from "../../../packages/core/src/composite-shot/prompt.ts";
import type { Entry, Role } from "../../../packages/core/src/composite-shot/roster.ts";
import { nearestView } from "../../../packages/core/src/composite-shot/view.ts";
import type { Info } from "../../../packages/core/src/media/index.ts";

const ID = "med_01J00000000000000000000000";

function entry(name: string, role: Role, more: Partial<Entry> = {}): Entry {
  return {
    ...{ key: name, role, field: `references.${name}`, referenceId: name, name, azimuthDegrees: 0 },
    media: { mediaId: name } as Info,
    specifications: {},
    ...(role === "character" && { place: { x: 0.25, y: 0.92, height: 0.6 } }),
    ...more,
  };
}

const MARA = entry("Mara", "character", {
  pose: "waving",
  specifications: {
    eyeColor: "#6b4326",
    hairColor: "#c4622d",
    hairStyle: "curly",
    costume: {
      description: "coat",
      items: [{ part: "over", description: "long coat with gold buttons", color: "#c8262c" }],
      marks: [{ description: "eye patch", side: "left" }],
    },
  },
});
const REYNARD = entry("Reynard", "character", { place: { x: 0.7, y: 0.9, height: 0.5 }, azimuthDegrees: 45 });
const QUAY = entry("Quay", "location", {
  specifications: { environment: "harbour, clear evening", lighting: { description: "evening light" } },
});

const input = (more: Record<string, unknown> = {}): StartInput =>
  StartInput.parse({
    description: "They meet\nat the quay.",
    references: { characters: [{ referenceId: ID }] },
    ...more,
  });

describe("the prompt of a scene", () => {
  const scene = { input: input(), entries: [MARA, REYNARD, QUAY], hasLayout: false, corrections: {} };

  it("numbers the references in the order they are given, and locks what each looks like", () => {
    expect(compositePrompt(scene).split("\n")).toEqual([
      'Image 1 is the character "Mara" (eyes brown #6b4326, hair curly ginger #c4622d, long coat with gold buttons red #c8262c, eye patch on the own left side): keep the face, hair, clothes, colors and proportions exactly as in image 1. Mara stands at 25% from the left and 92% from the top of the picture, 60% of the picture\'s height tall; front view, camera azimuth 0 degrees, the face points straight at the camera; pose: waving.',
      'Image 2 is the character "Reynard": keep the face, hair, clothes, colors and proportions exactly as in image 2. Reynard stands at 70% from the left and 90% from the top of the picture, 50% of the picture\'s height tall; three-quarter front view, camera azimuth 45 degrees, the face points towards the camera and the left edge of the picture.',
      'Image 3 is the location "Quay" (harbour, clear evening): the whole scene takes place there, behind everybody.',
      "Scene: They meet at the quay.",
      "Exactly 2 figures, each exactly once: Mara, Reynard. Nobody else. Never mix their faces, hair, clothes or colors.",
      "Light: evening light; the same light falls on everybody.",
      "Camera: at eye level.",
    ]);
  });

  it("is the same text for the same scene", () => {
    expect(compositePrompt(scene)).toBe(compositePrompt(scene));
  });

  it("takes the light and camera that were asked before those of the place", () => {
    const asked = input({
      lighting: { description: "a single lamp" },
      cameraAngle: { view: "low", azimuthDegrees: 30 },
    });
    const prompt = compositePrompt({ ...scene, input: asked });
    expect(prompt).toContain("Light: a single lamp;");
    expect(prompt).toContain("Camera: 15 degrees below eye level, camera azimuth 30 degrees.");
  });

  it("says louder who was wrong before", () => {
    const prompt = compositePrompt({ ...scene, corrections: { Reynard: "missing" } });
    expect(prompt).toContain("IMPORTANT: Reynard must look exactly as in image 2; last time missing.");
  });

  it("names the layout last, and stays within the longest prompt however much is said", () => {
    const crowd = Array.from({ length: 8 }, (_, index) => ({
      ...MARA,
      key: `k${index}`,
      pose: "p".repeat(200),
    }));
    const poses = crowd.map((_, index) => ({
      referenceId: ID,
      pose: "p".repeat(200),
      position: { x: index / 10, y: 1 },
    }));
    const long = input({ description: "d".repeat(4000), references: { characters: poses } });
    const prompt = compositePrompt({ input: long, entries: crowd, hasLayout: true, corrections: {} });
    expect(prompt).toContain("Image 9 is the layout guide");
    expect(prompt.length).toBeLessThanOrEqual(8_000);
  });
});

describe("contradictions", () => {
  const said = (text: string, cast = [MARA, REYNARD]) =>
    contradictions(text, cast).map(({ message }) => message);

  it("are found where the text names another color than the specification", () => {
    expect(said("Mara has green eyes.")).toEqual([
      "says green eyes, but the locked eye color of Mara is brown (#6b4326)",
    ]);
    expect(said("A blue coat hangs on Mara; Mara in a long blue coat.").length).toBeGreaterThan(0);
    expect(said("Mara's eyes are blue")).toHaveLength(1);
  });

  it("are not found where text and specification agree, or where nothing is known", () => {
    expect(said("Mara with brown eyes and a red coat, her hair is ginger")).toEqual([]);
    expect(said("Reynard has green eyes.")).toEqual([]);
    expect(said("green hills behind a blue door")).toEqual([]);
  });

  it("name the field of the pose that contradicts", () => {
    const posing = {
      ...MARA,
      field: "references.characters.0.referenceId",
      pose: "with green eyes wide open",
    };
    expect(contradictions("", [posing])).toMatchObject([{ field: "references.characters.0.pose" }]);
  });
});

describe("the model of a scene", () => {
  const need = { references: 4, resolution: { width: 1920, height: 1080 }, isSeeded: false };

  it("takes all references at the least price", () => {
    expect(compositeModels(undefined, need)[0]?.id).toBe("fal-ai/flux-2/edit");
    expect(compositeModels(undefined, { ...need, references: 6 })[0]?.references.max).toBeGreaterThanOrEqual(
      6,
    );
    expect(compositeModels(undefined, { ...need, references: 12 })[0]?.references.max).toBe(14);
  });

  it("is refused with its limits when it cannot make the size", () => {
    const big = { ...need, resolution: { width: 4096, height: 512 } };
    expect(() => compositeModels("fal-ai/flux-2/edit", big)).toThrow(
      /4096x512.*fal-ai\/flux-2\/edit: sides of 512 to 2048/,
    );
  });

  it("that takes too few keeps characters first, then the place, then things, then the style", () => {
    const all = [MARA, entry("Lamp", "prop"), QUAY, entry("Ink", "style"), REYNARD];
    const names = (entries: Entry[]) => entries.map(({ name }) => name);
    const { given, dropped } = lineupFor({ references: { min: 1, max: 3 } }, all);
    expect(names(given)).toEqual(["Mara", "Reynard", "Quay"]);
    expect(names(dropped)).toEqual(["Lamp", "Ink"]);
    expect(names(lineupFor({ references: { min: 1, max: 4 } }, all, 2).given)).toEqual(["Mara", "Reynard"]);
  });
});

describe("places and views", () => {
  it("put whoever was given no place into the free room, side by side", () => {
    const references = input({
      references: {
        characters: [{ referenceId: ID }, { referenceId: ID.replace("000", "111"), scale: 0.5 }],
      },
    }).references;
    expect(placesOf({ references }).characters).toEqual([
      { x: 0.25, y: 0.92, height: 0.6 },
      { x: 0.75, y: 0.92, height: 0.3 },
    ]);
  });

  it("take the profile's view that is nearest to the asked side, and the master where none is nearer", () => {
    const master: { angle?: number | undefined } = { angle: undefined };
    const views = [{ angle: 0 }, { angle: 90 }, { angle: 180 }, { angle: 270 }];
    expect(nearestView(100, { master, views })).toEqual({ angle: 90 });
    expect(nearestView(315, { master, views })).toBe(master);
    expect(nearestView(180, { master, views: [] })).toBe(master);
  });
});
