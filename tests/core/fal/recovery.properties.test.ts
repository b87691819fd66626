import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AttemptRecord,
  canTake,
  decideRecovery,
  FAL_ERRORS,
  FAL_RECOVERY,
  type Failure,
  falInput,
  findModel,
  GenerationRequest,
  listModels,
  type RecoveryDecision,
} from "../../../packages/core/src/fal/index.ts";
import { FAL, GENERATION } from "../../../packages/core/src/limits.ts";

const NAMES = Object.keys(FAL_RECOVERY);
const STOPS = NAMES.filter((name) => FAL_RECOVERY[name as keyof typeof FAL_RECOVERY].action === "stop");
const REFUSALS = ["FalInvalidPrompt", "FalContentPolicy"];

/** A failure's name as the machine may report it: of the table, of the Lambda service, or anything at all. */
const anyName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.constantFrom("Lambda.Unknown", "States.TaskFailed", "toString", "__proto__") },
  { weight: 1, arbitrary: fc.string() },
);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const words = fc.constantFrom(
  "a",
  "knight",
  "bloody",
  "naked",
  "explicit",
  "nonviolent",
  "no",
  "blood",
  "castle.",
);
const prompt = fc.array(words, { minLength: 1, maxLength: 30 }).map((all) => all.join(" "));

/** Any request that its own model can take. */
const request = fc
  .record({
    model: fc.constantFrom(...listModels().map(({ id }) => id)),
    prompt,
    side: fc.constantFrom(512, 768, 1024, 2048),
    references: fc.nat({ max: 16 }),
    steps: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
    seed: fc.option(fc.nat(), { nil: undefined }),
    azimuthDegrees: fc.constantFrom(0, 90, 275),
  })
  .map(({ side, references, azimuthDegrees, steps, seed, ...rest }): GenerationRequest => {
    const model = findModel(rest.model);
    const { min, max } = model.references;
    return {
      ...rest,
      ...{ width: side, height: side, references: Math.min(max, Math.max(min, references)) },
      ...(model.azimuth && { azimuthDegrees }),
      ...(model.steps && steps !== undefined && { steps }),
      ...(model.seed.accepted && seed !== undefined && { seed }),
    };
  })
  .filter((each) => GenerationRequest.safeParse(each).success && canTake(each, findModel(each.model)));

const attempts = fc.array(
  fc.record({ errorName: anyName, model: fc.constantFrom(...listModels().map(({ id }) => id)) }),
  { maxLength: FAL.attemptsMax + 2 },
);
const code = fc.option(fc.constantFrom(...Object.keys(FAL_ERRORS)), { nil: undefined });
const failure: fc.Arbitrary<Failure> = fc.record({
  error: fc.record({
    name: anyName,
    code,
    retryAfterSeconds: fc.option(fc.nat({ max: 3_600 }), { nil: undefined }),
  }),
  ...{ request, attempts, random },
});

type Retry = Extract<RecoveryDecision, { action: "retry" }>;

/** Follows the decisions of one picture until it gives up; what was decided on the way. */
function life(start: GenerationRequest, names: string[], draw: number) {
  const history: AttemptRecord[] = [];
  const decisions: Retry[] = [];
  let current = start;
  for (const name of names) {
    const decision = decideRecovery({ error: { name }, request: current, attempts: history, random: draw });
    history.push({ errorName: name, model: current.model });
    if (decision.action === "give-up") break;
    decisions.push(decision);
    current = decision.request;
  }
  return { decisions, history };
}

const manyNames = (names: fc.Arbitrary<string>) => fc.array(names, { minLength: 40, maxLength: 40 });
const check = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, property), { numRuns: 1_000 });

describe("what follows from any failure", () => {
  it("is a request that its model takes, with every reference, at the same view and size", () => {
    check(failure, (given) => {
      const decision = decideRecovery(given);
      if (decision.action === "give-up") return;
      const { request: next } = decision;
      expect(GenerationRequest.safeParse(next).success).toBe(true);
      expect(canTake(next, findModel(next.model))).toBe(true);
      const { references, width, height, azimuthDegrees, elevationDegrees, control, loras } = given.request;
      expect(next).toMatchObject({ references, width, height });
      expect(next).toMatchObject(
        JSON.parse(JSON.stringify({ azimuthDegrees, elevationDegrees, control, loras })),
      );
      const referenceUrls = Array.from({ length: references ?? 0 }, () => "https://media.example/one.webp");
      expect(() => falInput(next, { referenceUrls, languageModel: "google/gemini-2.5-flash" })).not.toThrow();
    });
  });

  it("is sent to another model only for a model that is unavailable, and to none that was asked", () => {
    check(failure, (given) => {
      const decision = decideRecovery(given);
      if (decision.action === "give-up" || decision.request.model === given.request.model) return;
      const names = [given.error.name, FAL_ERRORS[given.error.code as keyof typeof FAL_ERRORS]?.name];
      expect(names).toContain("FalModelUnavailable");
      expect(given.attempts.map(({ model }) => model)).not.toContain(decision.request.model);
    });
  });

  it("waits for whole seconds within bounds, and never shorter than FAL asks", () => {
    check(failure, (given) => {
      const decision = decideRecovery(given);
      if (decision.action === "give-up") return;
      const asked = given.error.retryAfterSeconds ?? 0;
      expect(Number.isInteger(decision.waitSeconds)).toBe(true);
      expect(decision.waitSeconds).toBeGreaterThanOrEqual(asked);
      expect(decision.waitSeconds).toBeLessThanOrEqual(Math.max(asked, GENERATION.suspectWaitSeconds));
    });
  });

  it("changes neither the request nor the history that it was given", () => {
    check(failure, (given) => {
      const before = structuredClone(given);
      decideRecovery(given);
      expect(given).toEqual(before);
    });
  });

  it("is the end, at once and whatever happened before, for a refused key, an empty balance and their like", () => {
    expect(STOPS).toEqual(
      expect.arrayContaining(["FalAuthenticationFailed", "FalAccountLocked", "BudgetExhausted"]),
    );
    check(fc.tuple(fc.constantFrom(...STOPS), failure), ([name, given]) => {
      expect(decideRecovery({ ...given, error: { ...given.error, name } }).action).toBe("give-up");
    });
  });

  it("never pays anew for our own waiting or for a step that died, before FAL was asked", () => {
    const ours = fc.constantFrom("States.Timeout", "Lambda.Unknown", "Error", "TypeError", "FalNotReady");
    check(fc.tuple(ours, failure), ([name, { error: _, ...given }]) => {
      const decision = decideRecovery({ ...given, error: { name } });
      if (decision.action === "retry") expect(decision.next).toBe("settle");
    });
  });

  it("never pays anew for a picture that is there and could not be fetched or stored", () => {
    const taking = fc.constantFrom(
      "StorageUnavailable",
      "StorageCorrupt",
      "ImageUnavailable",
      "ImageTimeout",
    );
    check(fc.tuple(taking, failure), ([name, { error: _, ...given }]) => {
      const decision = decideRecovery({ ...given, error: { name } });
      if (decision.action === "retry")
        expect(decision).toMatchObject({ next: "take", request: given.request });
    });
  });
});

describe("the life of one picture under any failures", () => {
  it("ends after a bounded number of attempts", () => {
    check(fc.tuple(request, manyNames(anyName), random), ([start, names, draw]) => {
      expect(life(start, names, draw).history.length).toBeLessThanOrEqual(FAL.attemptsMax);
    });
  });

  it("has no cause with more retries than its rule allows, nor more than three revisions for both refusals", () => {
    const few = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 });
    const lives = few.chain((names) => fc.tuple(request, manyNames(fc.constantFrom(...names)), random));
    check(lives, ([start, names, draw]) => {
      const { decisions, history } = life(start, names, draw);
      const retried = history.slice(0, decisions.length).map(({ errorName }) => errorName);
      for (const [name, { retriesMax }] of Object.entries(FAL_RECOVERY)) {
        expect(retried.filter((each) => each === name).length).toBeLessThanOrEqual(retriesMax);
      }
      expect(retried.filter((name) => REFUSALS.includes(name)).length).toBeLessThanOrEqual(3);
    });
  });

  it("revises a refused prompt into another one each time, and never its other terms", () => {
    check(fc.tuple(request, manyNames(fc.constantFrom(...REFUSALS)), random), ([start, names, draw]) => {
      const prompts = [start.prompt];
      for (const { request: next } of life(start, names, draw).decisions) {
        expect({ ...next, prompt: "" }).toEqual({ ...start, prompt: "" });
        expect(prompts).not.toContain(next.prompt);
        prompts.push(next.prompt);
      }
    });
  });

  it("asks for fewer steps each time that FAL was too slow, and never for fewer than the model takes", () => {
    const slow = manyNames(fc.constant("FalGenerationTimeout"));
    check(fc.tuple(request, slow, random), ([start, names, draw]) => {
      const bounds = findModel(start.model).steps;
      // What a request asks for beyond the model's bounds is capped when it is sent.
      const sent = ({ steps = FAL.stepsDefault }: GenerationRequest) =>
        bounds ? Math.min(bounds.max, Math.max(bounds.min, steps)) : Number.NaN;
      let before = sent(start);
      for (const { request: next } of life(start, names, draw).decisions) {
        expect(next.model).toBe(start.model);
        if (!bounds) continue;
        if (before > bounds.min) expect(sent(next)).toBeLessThan(before);
        expect(sent(next)).toBeLessThanOrEqual(before);
        before = sent(next);
      }
    });
  });
});
