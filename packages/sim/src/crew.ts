import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Listing, RunSpec } from "./spec.ts";
import type { Delivery, Order, RunReport } from "./worker.ts";

/** Worker processes, each a simulator of its own. */
export interface Crew {
  list(listing: Listing): Promise<RunSpec[]>;
  /**
   * Carries the runs out, as many at a time as there are workers, and hands over each report as it comes. A spec is
   * asked for when a worker is free.
   */
  carryOut(specs: Iterable<RunSpec>, onReport: (report: RunReport) => void, withLog?: boolean): Promise<void>;
  close(): void;
}

interface Worker {
  ask<D extends Delivery>(order: Omit<Order, "id">): Promise<D>;
  stop(): void;
}

const NODE_ARGS = [
  "--import",
  "tsx",
  "--max-semi-space-size=64",
  "--disable-warning=NodeVersionSupportWarning",
];

/** Starts the workers and waits until they are ready. */
export async function openCrew(size: number): Promise<Crew> {
  const workers = await Promise.all(Array.from({ length: size }, startWorker));
  return {
    list: async (listing) => {
      const answer = await workers[0]?.ask<Delivery & { specs: RunSpec[] }>({ list: listing } as Omit<
        Order,
        "id"
      >);
      return answer?.specs ?? [];
    },
    carryOut: async (specs, onReport, withLog = false) => {
      const waiting = specs[Symbol.iterator]();
      await Promise.all(
        workers.map(async (worker) => {
          for (let next = waiting.next(); !next.done; next = waiting.next()) {
            const order = { spec: next.value, withLog } as Omit<Order, "id">;
            onReport((await worker.ask<Delivery & { report: RunReport }>(order)).report);
          }
        }),
      );
    },
    close: () => {
      for (const worker of workers) worker.stop();
    },
  };
}

function startWorker(): Promise<Worker> {
  const child = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), [], {
    execArgv: NODE_ARGS,
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  });
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve(workerOf(child)));
    child.once("exit", (code) => reject(new Error(`A worker ended with exit code ${code}`)));
  });
}

function workerOf(child: ChildProcess): Worker {
  let orders = 0;
  return {
    ask: <D extends Delivery>(order: Omit<Order, "id">) =>
      new Promise<D>((resolve, reject) => {
        const id = ++orders;
        const onMessage = (delivery: Delivery) => {
          if (delivery.id !== id) return;
          child.off("message", onMessage).off("exit", onExit);
          if ("error" in delivery) reject(new Error(delivery.error));
          else resolve(delivery as D);
        };
        const onExit = () => reject(new Error(`A worker died while it ran ${JSON.stringify(order)}`));
        child.on("message", onMessage).on("exit", onExit);
        child.send({ id, ...order });
      }),
    stop: () => child.disconnect(),
  };
}
