import { describe, expect, test } from "vitest";
import { runStack } from "../support/product.ts";

/** Both ways to run functions keep the same promises; only killing differs. */
const RUNTIMES = [
  ["in one process", false],
  ["in threads of their own", true],
] as const;

describe.each(RUNTIMES)("functions %s", (_, isolate) => {
  test("see their own environment, at import as at every call, and nothing of the host's", async () => {
    process.env.LIKENESS_HOST_ONLY = "host";
    const code = `
      const atImport = process.env.WHO;
      export const handler = async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        return { atImport, now: process.env.WHO, host: process.env.LIKENESS_HOST_ONLY ?? null, keys: Object.keys(process.env).includes("WHO") };
      };`;
    const product = await runStack(
      {
        functions: {
          One: { code, environment: { WHO: "one" } },
          Two: { code, environment: { WHO: { Ref: "AWS::Region" } } },
        },
      },
      { isolate },
    );
    const [one, two] = await Promise.all([product.invoke("Test.One", {}), product.invoke("Test.Two", {})]);
    expect(one).toEqual({ atImport: "one", now: "one", host: null, keys: true });
    expect(two).toEqual({ atImport: "us-east-1", now: "us-east-1", host: null, keys: true });
    expect(process.env.LIKENESS_HOST_ONLY).toBe("host");
    expect(process.env.WHO).toBeUndefined();
  });

  test("report a thrown error by its name, and keep working", async () => {
    const code = `
      class Broken extends Error { override name = "Broken"; }
      export const handler = async ({ fail }: any) => { if (fail) throw new Broken("on purpose"); return "fine"; };`;
    const product = await runStack({ functions: { One: { code } } }, { isolate });
    await expect(product.invoke("Test.One", { fail: true })).rejects.toMatchObject({
      name: "Broken",
      message: "on purpose",
    });
    expect(await product.invoke("Test.One", {})).toBe("fine");
    expect(product.meter.read().functions["Test.One"]).toMatchObject({
      invocations: 2,
      failures: 1,
      memoryMb: 256,
    });
  });

  test("report a bundle that throws while it loads", async () => {
    const product = await runStack(
      { functions: { One: { code: `throw new RangeError("at import");` } } },
      { isolate },
    );
    await expect(product.invoke("Test.One", {})).rejects.toMatchObject({
      name: "RangeError",
      message: "at import",
    });
  });

  test("are over at their timeout", async () => {
    const code = `export const handler = async () => new Promise((resolve) => setTimeout(resolve, 60_000).unref?.());`;
    const product = await runStack({ functions: { One: { code, timeoutSeconds: 1 } } }, { isolate });
    await expect(product.invoke("Test.One", {})).rejects.toMatchObject({
      name: "Sandbox.Timedout",
      message: expect.stringContaining("Task timed out after 1.00 seconds"),
    });
  });

  test("get a context that knows the request and the time left", async () => {
    const code = `
      export const handler = async (event: unknown, context: any) => ({
        name: context.functionName, memory: context.memoryLimitInMB, request: context.awsRequestId.length,
        left: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 10_000,
      });`;
    const product = await runStack({ functions: { One: { code } } }, { isolate });
    expect(await product.invoke("Test.One", {})).toEqual({
      name: "Test-One",
      memory: "256",
      request: 36,
      left: true,
    });
  });

  test("exchange JSON only: undefined fields vanish and events are not shared", async () => {
    const code = `export const handler = async (event: any) => { event.list.push(1); return { event, gone: undefined }; };`;
    const product = await runStack({ functions: { One: { code } } }, { isolate });
    const event = { list: [] as number[] };
    expect(await product.invoke("Test.One", event)).toEqual({ event: { list: [1] } });
    expect(event.list).toEqual([]);
  });

  test("write their lines to the log under their own name, not to the host's output", async () => {
    const code = `export const handler = async () => { process.stdout.write("hello from inside\\n"); return 1; };`;
    const product = await runStack({ functions: { One: { code } } }, { isolate });
    await product.invoke("Test.One", {});
    await expect.poll(() => product.lines).toContain("Test-One hello from inside");
  });

  test("cannot answer more than six megabytes", async () => {
    const code = `export const handler = async () => "x".repeat(6 * 1024 * 1024);`;
    const product = await runStack({ functions: { One: { code } } }, { isolate });
    await expect(product.invoke("Test.One", {})).rejects.toMatchObject({
      name: "Function.ResponseSizeTooLarge",
    });
  });
});

test("a function of one cloud does not share its module state with the same function of another", async () => {
  const code = `let calls = 0; export const handler = async () => (calls += 1);`;
  const first = await runStack({ functions: { One: { code } } });
  expect([await first.invoke("Test.One", {}), await first.invoke("Test.One", {})]).toEqual([1, 2]);
  const second = await runStack({ functions: { One: { code } } });
  expect(await second.invoke("Test.One", {})).toBe(1);
});
