import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { folder, until } from "./support/stage.ts";

const MAIN = new URL("../../packages/fal-sandbox/src/main.ts", import.meta.url).pathname;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function run(...args: string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN, ...args]);
  children.push(child);
  const output = { out: "", err: "" };
  child.stdout.on("data", (part) => {
    output.out += part;
  });
  child.stderr.on("data", (part) => {
    output.err += part;
  });
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { child, output, ended };
}

test("--help tells every option, --list-faults every fault", async () => {
  const help = run("--help");
  const faults = run("--list-faults");
  expect(await help.ended).toBe(0);
  for (const option of [
    "port",
    "data",
    "latency",
    "latency-spread",
    "concurrency",
    "key",
    "user-id",
    "faults",
  ]) {
    expect(help.output.out).toContain(`--${option} `);
  }
  expect(await faults.ended).toBe(0);
  expect(faults.output.out.split("\n")).toEqual(
    expect.arrayContaining(["duplicate", "http429", "jwksDown", "slowLoris"]),
  );
});

test.each([
  [["--latency", "soon"], /latency/],
  [["--faults", '{"explode":{}}'], /explode/],
  [["--faults", "{"], /JSON/],
  [["--colour", "red"], /colour/],
])("%j is refused with a reason", async (args, reason) => {
  const { ended, output } = run(...args);
  expect(await ended).toBe(2);
  expect(output.err).toMatch(reason);
  expect(output.err).not.toContain("    at ");
});

test("it serves until it is interrupted, then tells the bill", async () => {
  const { child, ended, output } = run("--port", "0", "--latency", "0", "--data", await folder());
  const url = await until(() => {
    if (child.exitCode !== null) throw new Error(output.err);
    return /on (http:\S+)/.exec(output.out)?.[1];
  });
  expect((await fetch(`${url}/v1/meta`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(output.out).toContain("0 requests, 0.0000 USD");
});
