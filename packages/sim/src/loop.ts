import type { Gate } from "./gate.ts";
import type { VirtualClock } from "./process/clock.ts";
import { realPause, realTurn } from "./process/clock.ts";
import { quiet } from "./process/work.ts";

/**
 * Drives everything until `work` settles: while calls are in flight one at a time goes through the gate, and only when
 * none is does the clock move, to the next timer. Throws when neither is left, or the run takes longer than it may.
 * `pauseMs` of real time pass before the clock moves, for what the process cannot see: modules that are being loaded.
 */
export async function drive<T>(work: Promise<T>, { gate, clock, untilMs, pauseMs = 0 }: Drive): Promise<T> {
  let outcome: { value: T } | { error: unknown } | undefined;
  work.then(
    (value) => {
      outcome = { value };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  for (;;) {
    await quiet();
    if (outcome) break;
    if (gate.isIdle && pauseMs > 0) await realPause(pauseMs);
    if (!gate.isIdle) gate.step();
    else if (clock.elapsedMs() > untilMs)
      throw new Error(`not over after ${untilMs / 60_000} virtual minutes`);
    else if (!clock.next()) throw new Error("nothing is left that could go on");
  }
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

interface Drive {
  gate: Gate;
  clock: VirtualClock;
  untilMs: number;
  pauseMs?: number;
}

/** Lets the clock run until `work` settles; for setting up, when no calls are made. */
export async function pumped<T>(work: Promise<T>, clock: VirtualClock): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  while (!isOver) {
    await realTurn();
    if (!isOver) clock.next();
  }
  return work;
}
