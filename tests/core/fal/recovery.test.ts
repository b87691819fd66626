import { describe, expect, it } from "vitest";
import {
  type AttemptRecord,
  decideRecovery,
  FAL_ERRORS,
  FAL_RECOVERY,
  falInput,
  findModel,
  GenerationRequest,
  listModels,
} from "../../../packages/core/src/fal/index.ts";
import { FAL } from "../../../packages/core/src/limits.ts";

const MULTI_ANGLE = "fal-ai/qwen-image-edit-2511-multiple-angles";
const GALLERY = "fal-ai/flux-2-lora-gallery/multiple-angles";

function given(fields: Partial<GenerationRequest> = {}) {
  return GenerationRequest.parse({
    model: "fal-ai/flux/dev",
    prompt: "a violent fox. In a wood.",
    ...fields,
  });
}

interface Case {
  name: string;
  request?: GenerationRequest;
  attempts?: AttemptRecord[];
  random?: number;
}

function decide({ name, request = given(), attempts = [], random = 0.5 }: Case) {
  return decideRecovery({ error: { name }, request, attempts, random });
}

function times(count: number, errorName: string, model = "fal-ai/flux/dev"): AttemptRecord[] {
  return Array.from({ length: count }, () => ({ errorName, model }));
}

describe("the recovery table", () => {
  it("has a rule for every error of FAL", () => {
    for (const { name } of Object.values(FAL_ERRORS)) expect(FAL_RECOVERY).toHaveProperty([name]);
  });

  it.each(Object.entries(FAL_RECOVERY))("ends %s after its number of retries", (name, rule) => {
    const request = given(
      name === "FalModelUnavailable" ? { model: MULTI_ANGLE, references: 1, azimuthDegrees: 0 } : {},
    );
    const model = request.model;
    if (rule.retriesMax > 0) {
      expect(decide({ name, request, attempts: times(rule.retriesMax - 1, name, model) }).action).toBe(
        "retry",
      );
    }
    const last = decide({ name, request, attempts: times(rule.retriesMax, name, model) });
    expect(last).toMatchObject({ action: "give-up", reason: expect.stringContaining(rule.message) });
  });
});

describe("decideRecovery", () => {
  it("buys no picture beyond what all rounds together may, but still asks and takes what was bought", () => {
    const decided = (name: string, submissions: number) =>
      decideRecovery({ error: { name }, request: given(), attempts: [], submissions, random: 0.5 });
    for (const [name, rule] of Object.entries(FAL_RECOVERY).filter(([, { retriesMax }]) => retriesMax > 0)) {
      const isFree = rule.action === "take" || rule.action === "settle";
      expect(decided(name, FAL.attemptsMax - 1).action, name).toBe("retry");
      expect(decided(name, FAL.attemptsMax).action, name).toBe(isFree ? "retry" : "give-up");
    }
  });

  it("waits longer each time the rate limit is met, and never shorter than FAL asks", () => {
    const waits = [0, 1, 2, 3, 4].map((used) => {
      const decision = decide({ name: "FalRateLimited", attempts: times(used, "FalRateLimited") });
      return decision.action === "retry" ? decision.waitSeconds : undefined;
    });
    expect(waits).toEqual([2, 3, 6, 12, 24]);
    const error = { name: "FalRateLimited", retryAfterSeconds: 40 };
    expect(decideRecovery({ error, request: given(), attempts: [], random: 0 })).toMatchObject({
      waitSeconds: 40,
    });
  });

  it("revises a refused prompt at once, three times in all over both kinds of refusal", () => {
    const first = decide({ name: "FalContentPolicy" });
    expect(first).toMatchObject({
      action: "retry",
      next: "submit",
      waitSeconds: 0,
      request: { prompt: "a dramatic fox. In a wood." },
      what: expect.stringContaining("violent"),
    });
    const refused = [...times(2, "FalInvalidPrompt"), ...times(1, "FalContentPolicy")];
    expect(decide({ name: "FalContentPolicy", attempts: refused }).action).toBe("give-up");
  });

  it("gives up on a refusal when there is no prompt to revise", () => {
    const request = given({ model: GALLERY, references: 1, azimuthDegrees: 90 });
    expect(decide({ name: "FalContentPolicy", request })).toMatchObject({ action: "give-up" });
  });

  it("goes to a fallback that keeps references and camera", () => {
    const request = given({ model: MULTI_ANGLE, references: 1, azimuthDegrees: 90, negativePrompt: "text" });
    const decision = decide({ name: "FalModelUnavailable", request });
    expect(decision).toMatchObject({
      action: "retry",
      request: { model: GALLERY, references: 1, azimuthDegrees: 90 },
    });
    if (decision.action !== "retry") throw new Error("expected a retry");
    expect(() => falInput(decision.request, { referenceUrls: ["https://x.example/a"] })).not.toThrow();
  });

  it("leaves out settings that the fallback does not have", () => {
    const request = given({ model: "fal-ai/flux-2/edit", references: 4, steps: 28, guidanceScale: 2.5 });
    const decision = decide({ name: "FalModelUnavailable", request });
    expect(decision).toMatchObject({ request: { model: "fal-ai/flux-2-pro/edit", references: 4 } });
    expect(decision).not.toHaveProperty("request.steps");
  });

  it("passes over fallbacks that were asked already or cannot take the references", () => {
    const request = given({ model: "fal-ai/qwen-image-edit-2511", references: 3 });
    const asked = [{ errorName: "FalModelUnavailable", model: "fal-ai/flux-2/edit" }];
    const decision = decide({ name: "FalModelUnavailable", request, attempts: asked });
    expect(decision).toMatchObject({ request: { model: "fal-ai/flux-2-pro/edit" } });
    const many = given({
      model: "fal-ai/bytedance/seedream/v4.5/edit",
      references: 10,
      width: 2048,
      height: 2048,
    });
    expect(decide({ name: "FalModelUnavailable", request: many })).toMatchObject({
      request: { model: "fal-ai/nano-banana-pro/edit" },
    });
  });

  it("passes over fallbacks that cannot draw the asked size", () => {
    const small = given({ model: "fal-ai/qwen-image-edit-2511", references: 2, width: 256, height: 256 });
    expect(decide({ name: "FalModelUnavailable", request: small })).toMatchObject({
      request: { model: "fal-ai/nano-banana-2/edit", references: 2 },
    });
  });

  it("does not trade the asked view for another one", () => {
    const low = given({ model: MULTI_ANGLE, references: 1, azimuthDegrees: 0, elevationDegrees: -30 });
    expect(decide({ name: "FalModelUnavailable", request: low })).toMatchObject({
      request: { model: MULTI_ANGLE },
    });
  });

  it("asks the same model again when no other can take the request", () => {
    const request = given({ model: "fal-ai/flux-general", control: { kind: "pose", scale: 1 } });
    expect(decide({ name: "FalModelUnavailable", request })).toMatchObject({
      action: "retry",
      request,
      waitSeconds: expect.any(Number),
    });
  });

  it("never chooses a fallback that refuses the request, for any model", () => {
    for (const model of listModels()) {
      const side = model.size.form === "image-size" ? Math.max(1024, model.size.side.min) : 1024;
      const request = given({
        model: model.id,
        width: side,
        height: side,
        references: model.references.max,
        ...(model.azimuth && { azimuthDegrees: 45 }),
        ...(model.controls[0] && { control: { kind: model.controls[0], scale: 1 } }),
        ...(model.loras && { loras: [{ name: "realism", scale: 1 }] }),
      });
      const decision = decide({ name: "FalModelUnavailable", request });
      if (decision.action !== "retry") throw new Error("expected a retry");
      const urls = Array.from({ length: model.references.max }, () => "https://x.example/a");
      const rest = {
        controlUrl: request.control && "https://x.example/c",
        languageModel: "google/gemini-2.5-flash",
      };
      expect(() => falInput(decision.request, { referenceUrls: urls, ...rest })).not.toThrow();
    }
  });

  it("asks for fewer steps after FAL's own timeout, never below what the model takes", () => {
    expect(decide({ name: "FalGenerationTimeout", request: given({ steps: 50 }) })).toMatchObject({
      request: { steps: 30 },
    });
    const schnell = given({ model: "fal-ai/flux/schnell", steps: 1 });
    expect(decide({ name: "FalGenerationTimeout", request: schnell })).toMatchObject({
      request: { steps: 1 },
    });
    const { steps } = findModel("fal-ai/flux/schnell");
    const unset = decide({ name: "FalGenerationTimeout", request: given({ model: "fal-ai/flux/schnell" }) });
    expect(unset).toMatchObject({ request: { steps: Math.floor((steps?.max ?? 0) * 0.6) } });
  });

  it("never submits again because of our own wait, but asks FAL", () => {
    expect(decide({ name: "States.Timeout" })).toMatchObject({ action: "retry", next: "settle" });
    expect(decide({ name: "Lambda.Unknown" })).toMatchObject({ action: "retry", next: "settle" });
    expect(decide({ name: "constructor" })).toMatchObject({ action: "retry", next: "settle" });
  });

  it("waits a minute for a webhook before an unanswered submission is repeated, at most twice", () => {
    expect(decide({ name: "FalSubmitUnknown" })).toMatchObject({ next: "submit", waitSeconds: 60 });
    expect(decide({ name: "FalSubmitUnknown", attempts: times(2, "FalSubmitUnknown") }).action).toBe(
      "give-up",
    );
  });

  it("stores again without paying when the bucket or the download fails", () => {
    for (const name of ["StorageUnavailable", "ImageTimeout", "ImageUnavailable"]) {
      expect(decide({ name })).toMatchObject({ action: "retry", next: "take", request: given() });
    }
  });

  it("draws an unusable picture again with another seed", () => {
    const decision = decide({ name: "ImageRejected", request: given({ seed: 1 }), random: 0.25 });
    expect(decision).toMatchObject({ next: "submit", request: { seed: 2 ** 29 } });
  });

  it.each(["FalAuthenticationFailed", "FalAccountLocked", "StorageQuotaExceeded", "FalCancelled"])(
    "stops at once on %s",
    (name) => {
      expect(decide({ name }).action).toBe("give-up");
    },
  );

  it("finds the rule by the code when the name was lost", () => {
    const error = { name: "Error", code: "ACCOUNT_LOCKED" };
    expect(decideRecovery({ error, request: given(), attempts: [], random: 0 }).action).toBe("give-up");
  });

  it("ends after a number of attempts whatever their causes", () => {
    const mixed = ["FalRateLimited", "FalInternalError", "FalNetworkError", "FalBadAnswer"].flatMap((name) =>
      times(2, name),
    );
    expect(mixed.length).toBeGreaterThanOrEqual(FAL.attemptsMax);
    expect(decide({ name: "FalRateLimited", attempts: mixed }).action).toBe("give-up");
  });

  it("terminates for any sequence of failures", () => {
    const names = [...Object.keys(FAL_RECOVERY), "Lambda.Unknown"];
    for (let seed = 0; seed < 300; seed += 1) {
      let state = seed;
      const random = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      const attempts: AttemptRecord[] = [];
      let request = given({ model: MULTI_ANGLE, references: 1, azimuthDegrees: 30 });
      for (;;) {
        const name = names[Math.floor(random() * names.length)] ?? "";
        const decision = decideRecovery({ error: { name }, request, attempts, random: random() });
        if (decision.action === "give-up") break;
        expect(Number.isInteger(decision.waitSeconds)).toBe(true);
        attempts.push({ errorName: name, model: request.model });
        request = decision.request;
        expect(attempts.length).toBeLessThan(FAL.attemptsMax);
      }
    }
  });
});
