import { describe, expect, it } from "vitest";
import { decideRecovery, FAL_RECOVERY, GenerationRequest } from "../../../packages/core/src/fal/index.ts";

/**
 * The document's FAL_ERROR_HANDLERS and STORAGE_ERROR_HANDLERS, its numbers quoted, beside the error names that stand
 * for each of them here.
 */
const HANDLERS = [
  ["RATE_LIMIT_EXCEEDED", { action: "resubmit", retries: 5, delay: "exponential" }, ["FalRateLimited"]],
  ["INVALID_PROMPT", { action: "revise", retries: 3 }, ["FalInvalidPrompt", "FalContentPolicy"]],
  ["MODEL_UNAVAILABLE", { action: "fallback" }, ["FalModelUnavailable"]],
  ["GENERATION_TIMEOUT", { action: "fewer-steps", retries: 2 }, ["FalGenerationTimeout"]],
  ["INTERNAL_ERROR", { action: "resubmit", retries: 3, delay: "exponential" }, ["FalInternalError"]],
  ["UPLOAD_FAILED", { action: "take", retries: 3 }, ["StorageUnavailable"]],
  ["NETWORK_ERROR", { action: "resubmit", retries: 5, delay: "exponential" }, ["FalNetworkError"]],
  // Between FAL's answer and the bucket: what was paid is fetched again, nothing is sent.
  [
    "NETWORK_ERROR",
    { action: "take", retries: 5, delay: "exponential" },
    ["ImageUnavailable", "ImageTimeout"],
  ],
] as const;

const failed = (name: string, count: number) =>
  decideRecovery({
    error: { name },
    request: GenerationRequest.parse({ model: "fal-ai/flux/dev", prompt: "A violent fox. In a wood." }),
    attempts: Array.from({ length: count }, () => ({ errorName: name, model: "fal-ai/flux/dev" })),
    random: 0.5,
  });

describe("the document's handlers", () => {
  it.each(HANDLERS)("%s is %o", (_, handler, names) => {
    for (const name of names) {
      const rule = FAL_RECOVERY[name];
      expect(rule.action, name).toBe(handler.action);
      if ("retries" in handler) {
        expect(rule.retriesMax, name).toBe(handler.retries);
        expect(failed(name, handler.retries - 1).action, name).toBe("retry");
        expect(failed(name, handler.retries).action, name).toBe("give-up");
      }
      if ("delay" in handler) {
        const waits = [0, 1, 2].map((count) => {
          const decision = failed(name, count);
          return decision.action === "retry" ? decision.waitSeconds : Number.NaN;
        });
        // Doubling, with half of it drawn: 0.75 of 2, 4 and 8 seconds, rounded up.
        expect(waits, name).toEqual([2, 3, 6]);
      }
    }
  });

  it("MODEL_UNAVAILABLE falls back to schnell where schnell can take the request", () => {
    expect(failed("FalModelUnavailable", 0)).toMatchObject({ request: { model: "fal-ai/flux/schnell" } });
  });

  it("GENERATION_TIMEOUT has reduced steps", () => {
    const decision = failed("FalGenerationTimeout", 0);
    expect(decision).toMatchObject({ action: "retry", request: { steps: 30 } });
  });

  it("QUOTA_EXCEEDED stops instead of its cleanup: no customer's picture is deleted as a side effect", () => {
    expect(FAL_RECOVERY.StorageQuotaExceeded).toMatchObject({ action: "stop", retriesMax: 0 });
    expect(failed("StorageQuotaExceeded", 0)).toMatchObject({
      action: "give-up",
      reason: expect.stringMatching(/nothing is deleted/),
    });
  });

  it("are all the rules that send again after the same failure more than once, but for the two that ask FAL first", () => {
    const patient = Object.entries(FAL_RECOVERY).flatMap(([name, { retriesMax }]) =>
      retriesMax > 1 ? [name] : [],
    );
    const quoted: string[] = HANDLERS.flatMap(([, , names]) => [...names]);
    expect(patient.filter((name) => !quoted.includes(name)).sort()).toEqual([
      "FalNotReady",
      "FalSubmitUnknown",
    ]);
  });
});
