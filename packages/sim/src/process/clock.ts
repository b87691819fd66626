import { install } from "@sinonjs/fake-timers";

/** When every run begins: milliseconds since 1970. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

const nativeImmediate = setImmediate;
const nativeTimeout = setTimeout;

/**
 * The clock of this process: Date, timeouts and intervals stand still until `next` moves them. What the event loop does by
 * itself (promises, ticks, immediates) goes on as ever.
 */
export interface VirtualClock {
  /** Milliseconds since the run began. */
  elapsedMs(): number;
  /** Moves to the next timer and fires it; false when there is none. */
  next(): boolean;
  /** Forgets every timer and goes back to the beginning. */
  reset(): void;
}

let installed: ReturnType<typeof install> | undefined;

/** Takes over the process's clock; for a process that does nothing but simulate. */
export function takeOverClock(): VirtualClock {
  installed ??= install({
    now: EPOCH_MS,
    toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"],
  });
  const clock = installed;
  AbortSignal.timeout = timeoutSignal;
  return {
    elapsedMs: () => clock.now - EPOCH_MS,
    next: () => {
      if (clock.countTimers() === 0) return false;
      clock.next();
      return true;
    },
    reset: () => {
      clock.reset();
      clock.setSystemTime(EPOCH_MS);
    },
  };
}

/** A turn of the real event loop, which the virtual clock does not hold up. */
export function realTurn(): Promise<void> {
  return new Promise((resolve) => nativeImmediate(resolve));
}

/** A wait by the machine's clock. */
export function realPause(durationMs: number): Promise<void> {
  return new Promise((resolve) => nativeTimeout(resolve, durationMs));
}

/** The platform's own would fire by the machine's clock. */
function timeoutSignal(delayMs: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(
    () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
    delayMs,
  );
  return controller.signal;
}

/** A wait by the virtual clock; rejects when the signal aborts. */
export function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, durationMs);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
