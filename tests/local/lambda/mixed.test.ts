import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { runStack } from "../support/product.ts";

test("only a function that would have a core of its own has a thread of its own", async () => {
  const code = `
    import { isMainThread, threadId } from "node:worker_threads";
    export const handler = async () => ({ isMainThread, threadId });`;
  const functions = { Small: { code }, Other: { code }, Large: { code, memoryMb: 1769 } };
  const product = await runStack({ functions });
  const ran = async (id: string) => (await product.invoke(`Test.${id}`, {})) as { threadId: number };
  const [small, other, large] = [await ran("Small"), await ran("Other"), await ran("Large")];
  expect(other).toEqual(small);
  expect(large).toMatchObject({ isMainThread: false });
  expect(large.threadId).not.toBe(small.threadId);
  expect(await ran("Large")).toEqual(large);
});

test("a function that is busy gets another thread, and no more of them than the machine has cores", async () => {
  const code = `
    import { threadId } from "node:worker_threads";
    export const handler = async () => new Promise((done) => setTimeout(() => done(threadId), 300));`;
  const product = await runStack({ functions: { Large: { code, memoryMb: 1769 } } });
  const cores = availableParallelism();
  const at = () => product.invoke("Test.Large", {});
  const threads = await Promise.all(Array.from({ length: cores * 2 }, at));
  expect(new Set(threads).size).toBe(cores);
  expect(threads).toContain(await at());
});
