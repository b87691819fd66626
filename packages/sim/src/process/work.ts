import { realTurn } from "./clock.ts";

/** Work of this process that the event loop alone does not show: disk, encoders. */
let inFlight = 0;
let waiting: Array<() => void> = [];

/** Turns of the event loop without anything new after which a process is quiet; immediates can follow one another. */
const QUIET_TURNS = 3;

/** Counts a piece of work until it settles, so that nothing else happens meanwhile. */
export function watched<T>(work: Promise<T>): Promise<T> {
  inFlight += 1;
  return work.finally(() => {
    inFlight -= 1;
    if (inFlight > 0) return;
    for (const wake of waiting) wake();
    waiting = [];
  });
}

/** Every method of `parts` that answers a promise is watched; others are handed on. */
export function watchedMethods<T extends object>(parts: T, names: Array<keyof T>): T {
  const entries = names.map((name) => {
    const method = parts[name] as (...input: unknown[]) => unknown;
    return [name, (...input: unknown[]) => watched(Promise.resolve(method.apply(parts, input)))];
  });
  return { ...parts, ...Object.fromEntries(entries) };
}

/** Resolves when nothing runs any more: whoever goes on waits for an answer or for the clock. */
export async function quiet(): Promise<void> {
  for (let calm = 0; calm < QUIET_TURNS; calm += 1) {
    await realTurn();
    if (inFlight > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else if (!isReading()) continue;
    calm = -1;
  }
}

/** Libraries read files of their own when they are first used. */
function isReading(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"));
}
