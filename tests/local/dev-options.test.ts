import { expect, test } from "vitest";
import { demoOptions } from "../../packages/local/src/demo/options.ts";
import { readDevOptions } from "../../packages/local/src/dev-options.ts";

const read = (args: string[], FAL_KEY?: string) =>
  readDevOptions(args, {
    root: "/project",
    environment: { ...(FAL_KEY ? { FAL_KEY } : {}), HOME: "/h", LOG_LEVEL: "INFO" },
  });

test("without arguments the data lies in the project and the sandbox plays FAL", () => {
  expect(read([])).toEqual({
    help: false,
    json: false,
    cloud: {
      dataDir: "/project/.likeness",
      port: undefined,
      threads: "cores",
      fal: {},
      env: { LOG_LEVEL: "INFO" },
    },
  });
});

test("every option reaches the cloud", () => {
  const args = [
    "--port",
    "4510",
    "--data",
    "d",
    "--json",
    "--isolate",
    "--fal-latency",
    "20",
    "--fal-faults",
    '{"drop":{"rate":0.5}}',
  ];
  expect(read(args)).toMatchObject({
    json: true,
    cloud: {
      dataDir: "/project/d",
      port: 4510,
      threads: "each",
      fal: { latencyMs: 20, faults: { drop: { rate: 0.5 } } },
    },
  });
});

test("a FAL key in the environment selects the real FAL, which has no latency to set", () => {
  expect(read([], "id:secret").cloud.fal).toEqual({ live: "id:secret" });
  expect(() => read(["--fal-latency", "5"], "id:secret")).toThrow(/sandbox/);
});

test.each([
  [["--port", "high"]],
  [["--port", "70000"]],
  [["--fal-latency", "-1"]],
  [["--fal-faults", "[1"]],
  [["--nonsense"]],
])("%j is refused by name", (args) => {
  expect(() => read(args)).toThrow(args[0]);
});

test.each([
  ['{"earthquake":{}}', /there is no fault earthquake.*Faults are .*\bdrop\b/],
  ['{"drop":{"rate":2}}', /drop\.rate/],
  ['{"drop":{"often":true}}', /drop has no setting often/],
  ["[]", /object/],
  ["7", /object/],
])("faults that do not exist are refused, naming what is allowed: %s", (text, message) => {
  expect(() => read(["--fal-faults", text])).toThrow(message);
  expect(() => demoOptions(["--fal-faults", text])).toThrow(message);
});
