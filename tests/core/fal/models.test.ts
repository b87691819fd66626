import { describe, expect, it } from "vitest";
import { findModel, LORAS, listModels, MODEL_IDS } from "../../../packages/core/src/fal/index.ts";

describe("findModel", () => {
  it("knows the four models of the first design by their names", () => {
    for (const name of ["fal-ai/flux/dev", "fal-ai/flux/schnell", "fal-ai/flux-lora", "fal-ai/flux-pro"]) {
      expect(findModel(name).kind).toBe("text-to-image");
    }
    expect(findModel("fal-ai/flux-pro").id).toBe("fal-ai/flux-pro/v1.1");
  });

  it.each(["", "fal-ai/unknown", "https://evilfal.run/x", "__proto__", "constructor"])(
    "refuses %j and names what is allowed",
    (id) => {
      expect(() => findModel(id)).toThrowError(
        expect.objectContaining({
          code: "model.unknown",
          kind: "input",
          message: expect.stringContaining("fal-ai/flux/dev"),
        }),
      );
    },
  );
});

describe("the catalogue", () => {
  it.each(MODEL_IDS)("describes %s without contradiction", (id) => {
    const model = findModel(id);
    expect(model.id).toBe(id);
    expect(model.references.min).toBeLessThanOrEqual(model.references.max);
    for (const setting of [model.steps, model.guidance]) {
      if (!setting) continue;
      expect(setting.default).toBeGreaterThanOrEqual(setting.min);
      expect(setting.default).toBeLessThanOrEqual(setting.max);
    }
    expect(model.azimuth !== null).toBe(model.kind === "multi-angle");
    expect(model.controls.length > 0).toBe(model.kind === "controlnet");
  });

  it.each(MODEL_IDS)("gives %s no fallback that takes fewer references or lacks its camera", (id) => {
    const model = findModel(id);
    if (!model.fallback) return;
    const fallback = findModel(model.fallback);
    expect(fallback.id).not.toBe(model.id);
    expect(fallback.references.max).toBeGreaterThanOrEqual(model.references.max);
    expect(fallback.references.min).toBeLessThanOrEqual(Math.max(1, model.references.min));
    expect(fallback.azimuth !== null).toBe(model.azimuth !== null);
    expect(fallback.loras?.family).toBe(model.loras?.family);
  });

  it("lists models of one kind", () => {
    expect(listModels("multi-angle").map((model) => model.azimuth?.trainedStepDegrees)).toEqual([45, 45]);
    expect(listModels()).toHaveLength(MODEL_IDS.length);
  });

  it("keeps LoRA weights at one place FAL may download from", () => {
    for (const { path } of Object.values(LORAS))
      expect(path).toMatch(/^https:\/\/huggingface\.co\/.+\.safetensors$/);
  });
});
