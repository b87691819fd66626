import type { Job } from "./job.ts";

/** Requests waiting for one of the account's slots: first in, first out, low priority behind normal. */
export interface Queue {
  /** Starts the request at once when a slot is free, otherwise lets it wait. */
  add(job: Job): void;
  /** No slot is free. */
  isFull(): boolean;
  /** Takes a waiting request out; false when it is not waiting. */
  remove(job: Job): boolean;
  /** Requests ahead of this one; 0 for the next. */
  position(job: Job): number;
  waiting(): number;
}

/** A queue over `concurrency` slots. `start` runs a request; its slot is free again when the promise settles. */
export function createQueue(parts: {
  concurrency: number;
  start: (job: Job) => Promise<void>;
  /** Called whenever positions or states may have changed. */
  onChange: () => void;
}): Queue {
  const { concurrency, start, onChange } = parts;
  const lanes = { normal: [] as Job[], low: [] as Job[] };
  let running = 0;
  const ordered = () => [...lanes.normal, ...lanes.low];
  const run = (job: Job) => {
    running += 1;
    job.state = "IN_PROGRESS";
    void start(job).finally(() => {
      running -= 1;
      fill();
    });
    onChange();
  };
  const fill = () => {
    while (running < concurrency) {
      const next = lanes.normal.shift() ?? lanes.low.shift();
      if (next === undefined) return;
      run(next);
    }
  };
  return {
    add: (job) => {
      lanes[job.priority].push(job);
      fill();
    },
    isFull: () => running >= concurrency,
    remove: (job) => {
      const index = lanes[job.priority].indexOf(job);
      if (index === -1) return false;
      lanes[job.priority].splice(index, 1);
      onChange();
      return true;
    },
    position: (job) => Math.max(0, ordered().indexOf(job)),
    waiting: () => lanes.normal.length + lanes.low.length,
  };
}
