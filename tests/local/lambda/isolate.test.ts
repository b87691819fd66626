import { expect, test } from "vitest";
import { runStack } from "../support/product.ts";

test("a thread that never yields is ended at its timeout and replaced for the next call", async () => {
  const code = `export const handler = async ({ spin }: any) => { while (spin); return "free"; };`;
  const product = await runStack({ functions: { One: { code, timeoutSeconds: 1 } } }, { isolate: true });
  await expect(product.invoke("Test.One", { spin: true })).rejects.toMatchObject({
    name: "Sandbox.Timedout",
  });
  await expect.poll(() => product.invoke("Test.One", {}).catch(() => undefined)).toBe("free");
});

test("a thread that exits fails its call and leaves the others alone", async () => {
  const functions = {
    Dying: { code: `export const handler = async () => process.exit(3);` },
    Living: { code: `export const handler = async () => "alive";` },
  };
  const product = await runStack({ functions }, { isolate: true });
  await expect(product.invoke("Test.Dying", {})).rejects.toMatchObject({ name: "Runtime.ExitError" });
  expect(await product.invoke("Test.Living", {})).toBe("alive");
});
