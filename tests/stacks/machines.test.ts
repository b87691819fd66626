import { beforeAll, describe, expect, it } from "vitest";
import { FAL_RECOVERY } from "../../packages/core/src/fal/index.ts";
import { unsupported } from "../../packages/local/src/states/index.ts";
import { CRASHES, LAMBDA_ERRORS } from "../../stacks/workflows/fal-request.ts";
import { type Definition, definitionOf, shippedTemplate, statesOf } from "../support/stacks.ts";

let machines: Array<{ name: string; definition: Definition }> = [];
const KNOWN_ERRORS = new Set([
  "States.ALL",
  "States.Timeout",
  "States.TaskFailed",
  ...LAMBDA_ERRORS,
  ...CRASHES,
  ...Object.keys(FAL_RECOVERY),
]);

beforeAll(async () => {
  const template = await shippedTemplate();
  machines = template
    .ofType("AWS::StepFunctions::StateMachine")
    .map((resource) => ({ name: resource.logicalId, definition: definitionOf(resource) }));
});

describe("every state machine", () => {
  it("is one of the three productions, asks for an opinion, or stores a late picture", () => {
    expect(machines.map(({ name }) => name.replace(/[0-9A-F]{8}$/, ""))).toEqual([
      "MasterReference",
      "Profile360",
      "CompositeShot",
      "SecondOpinion",
      "AdoptImage",
    ]);
  });

  it("has a timeout", () => {
    for (const { name, definition } of machines) {
      expect(definition.TimeoutSeconds, name).toBeGreaterThan(0);
      expect(definition.TimeoutSeconds, name).toBeLessThanOrEqual(24 * 60 * 60);
    }
  });

  it("bounds every wait for a callback, and catches its failure", () => {
    let waiting = 0;
    for (const [name, state] of everyState()) {
      if (!state.Resource?.endsWith(".waitForTaskToken")) continue;
      waiting += 1;
      expect(state.TimeoutSeconds, name).toBeGreaterThan(0);
      expect(
        state.Catch?.flatMap(({ ErrorEquals }) => ErrorEquals),
        name,
      ).toContain("States.ALL");
    }
    // A picture and another prompt for it, four times; the description of a master; a second opinion.
    expect(waiting).toBe(10);
  });

  it("never lets Step Functions repeat a paid submit by itself", () => {
    for (const [name, state] of everyState()) {
      if (state.Resource?.endsWith(".waitForTaskToken")) expect(state.Retry, name).toBeUndefined();
    }
  });

  it("repeats every other task when the Lambda service failed or the function died", () => {
    for (const [name, state] of everyState()) {
      if (state.Type !== "Task" || state.Resource?.endsWith(".waitForTaskToken")) continue;
      const repeated = state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(repeated, name).toEqual(expect.arrayContaining([...LAMBDA_ERRORS, ...CRASHES]));
    }
  });

  it("repeats a task whose failure would end the job, whatever failed", () => {
    for (const [name, state] of everyState()) {
      if (state.Type !== "Task" || state.Catch || name === "StoreImage") continue;
      expect(
        state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals),
        name,
      ).toContain("States.TaskFailed");
    }
  });

  it("matches only errors that exist", () => {
    for (const [name, state] of everyState()) {
      const matched = [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(
        ({ ErrorEquals }) => ErrorEquals,
      );
      for (const error of matched) expect(KNOWN_ERRORS, `${name} matches ${error}`).toContain(error);
    }
  });

  it("stays in the subset that runs the same on one machine", () => {
    for (const { name, definition } of machines) expect(unsupported(definition), name).toEqual([]);
  });

  it("catches each angle and each candidate on its own", () => {
    for (const [name, state] of everyState()) {
      if (state.Type !== "Map" || !state.ItemProcessor) continue;
      const tasks = statesOf(state.ItemProcessor).filter(([, inner]) => inner.Type === "Task");
      for (const [task, inner] of tasks) {
        expect(
          inner.Catch?.flatMap(({ ErrorEquals }) => ErrorEquals),
          `${name}/${task}`,
        ).toContain("States.ALL");
      }
    }
  });

  it("says what each task is for", () => {
    for (const [name, state] of everyState()) {
      if (state.Type === "Task" && !name.startsWith("Save"))
        expect(String(state.Comment ?? ""), name).not.toBe("");
    }
  });
});

function everyState() {
  return machines.flatMap(({ definition }) => statesOf(definition));
}
