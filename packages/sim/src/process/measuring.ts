import { keyOf, Memory } from "./memory.ts";

const kept = new Memory(3_000);

/**
 * A calculation of the product that follows from its input alone, done by the product's own code in the container that
 * needs it first. Each container has its own instance of the code; what it answered is the process's.
 */
export function remembered<I extends unknown[], O>(
  name: string,
  calculate: (...input: I) => O,
): (...input: I) => O {
  return (...input) => kept.recall(keyOf(name, ...input), () => calculate(...input));
}
