import sharp, { type Sharp } from "sharp";
import { keyOf, Memory } from "./memory.ts";

type Method = (this: Sharp, ...input: unknown[]) => Promise<unknown>;

const kept = new Memory(4_000);
let last: Promise<unknown> = Promise.resolve();
let isInstalled = false;

/**
 * Makes encoding repeatable: one picture at a time, in the order asked, so that the order in which threads end decides
 * nothing. Equal bytes with equal options give equal bytes, so an answer is kept for the next time.
 */
export function takeOverCodec(): void {
  if (isInstalled) return;
  isInstalled = true;
  const prototype = (sharp as unknown as { prototype: Record<string, Method> }).prototype;
  for (const name of ["toBuffer", "metadata", "stats"]) {
    const original = prototype[name];
    if (original) prototype[name] = inTurn(name, original);
  }
  sharp.cache(false);
  sharp.concurrency(1);
}

/** Sharp keeps input and operations as plain options of the instance: they decide the answer. */
function inTurn(name: string, original: Method): Method {
  return function (...input) {
    const { options } = this as unknown as { options: unknown };
    return kept.recall(keyOf(name, options, input), () => {
      const answer = last.then(() => original.apply(this, input));
      last = answer.catch(() => undefined);
      return answer;
    });
  };
}
