import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";

/** R2's rule of one write per second and key, for a caller that wants to see what happens when it is broken. */
export class WriteLimit {
  readonly #lastWriteMs = new Map<string, number>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Counts a write to the key, or throws TooManyRequests; a refused one does not count. */
  admit(name: string): void {
    const nowMs = this.#clock();
    const lastMs = this.#lastWriteMs.get(name);
    if (lastMs !== undefined && nowMs - lastMs < S3_LIMITS.writeIntervalMs) {
      throw new S3Error("TooManyRequests", "Reduce your concurrent request rate for the same object.");
    }
    this.#forgetBefore(nowMs - S3_LIMITS.writeIntervalMs);
    this.#lastWriteMs.delete(name);
    this.#lastWriteMs.set(name, nowMs);
  }

  /** The map is in order of time, so old entries are at its beginning. */
  #forgetBefore(oldestMs: number): void {
    for (const [name, lastMs] of this.#lastWriteMs) {
      if (lastMs > oldestMs) return;
      this.#lastWriteMs.delete(name);
    }
  }
}
