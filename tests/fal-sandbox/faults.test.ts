import { expect, test } from "vitest";
import { createFaultPlan, Faults } from "../../packages/fal-sandbox/src/faults.ts";

const FLUX = "fal-ai/flux/dev";

function struckBy(faults: Faults, requests: number, endpointId = FLUX): number[] {
  const plan = createFaultPlan(faults);
  return Array.from({ length: requests }, () => plan.nextRequest(endpointId))
    .filter(({ strikes }) => Object.keys(strikes).length > 0)
    .map(({ number }) => number);
}

test.each<[string, Faults, number[]]>([
  ["no rule strikes nothing", {}, []],
  ["a bare rule strikes every request", { drop: {} }, [1, 2, 3, 4, 5]],
  ["nth names the requests", { drop: { nth: [2, 5] } }, [2, 5]],
  ["times ends it", { drop: { times: 2 } }, [1, 2]],
  ["rate 0 strikes nothing", { drop: { rate: 0 } }, []],
  ["rate 1 strikes everything", { drop: { rate: 1, times: 3 } }, [1, 2, 3]],
  ["another endpoint is left alone", { drop: { endpoint: "openrouter" } }, []],
  ["an endpoint is known by a part of its id", { drop: { endpoint: "flux" } }, [1, 2, 3, 4, 5]],
])("%s", (_name, faults, expected) => {
  expect(struckBy(faults, 5)).toEqual(expected);
});

test("a rate strikes about that share, the same requests every time, and other faults other requests", () => {
  const dropped = struckBy({ drop: { rate: 0.3 } }, 1_000);
  expect(dropped.length).toBeGreaterThan(240);
  expect(dropped.length).toBeLessThan(360);
  expect(struckBy({ drop: { rate: 0.3 } }, 1_000)).toEqual(dropped);
  expect(struckBy({ duplicate: { rate: 0.3 } }, 1_000)).not.toEqual(dropped);
});

test("setting the faults starts the count anew", () => {
  const plan = createFaultPlan({ http503: { nth: [1] } });
  expect(plan.nextRequest(FLUX).strikes).toHaveProperty("http503");
  expect(plan.nextRequest(FLUX)).toEqual({ number: 2, strikes: {} });
  plan.set({ http503: { nth: [1] } });
  expect(plan.nextRequest(FLUX)).toMatchObject({ number: 1, strikes: { http503: {} } });
});

test("key set faults count reads of the key set, all others count submits", () => {
  const plan = createFaultPlan({ jwksDown: { nth: [1] }, jwksRotated: { nth: [1] } });
  expect(Object.keys(plan.nextRequest(FLUX).strikes)).toEqual(["jwksRotated"]);
  expect(Object.keys(plan.nextJwksRead())).toEqual(["jwksDown"]);
  expect(plan.nextJwksRead()).toEqual({});
});

test("an unknown fault or a rule out of range is refused, by name", () => {
  expect(Faults.safeParse({ explode: {} }).error?.issues[0]).toMatchObject({ keys: ["explode"] });
  expect(() => createFaultPlan({ drop: { rate: 2 } })).toThrow(/rate/);
  expect(() => createFaultPlan({ duplicate: { copies: 10 } })).toThrow(/copies/);
});
