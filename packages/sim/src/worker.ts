import "./process/entropy.ts";
import { openMachine } from "./machine.ts";
import type { RunResult } from "./run.ts";
import { carryOut, everySingle, type Listing, type RunSpec } from "./spec.ts";

/** What a worker is asked: to carry out a run, or to list every single fault of a scenario. */
export type Order = { id: number; withLog?: boolean } & ({ spec: RunSpec } | { list: Listing });

/** A run as it is reported: the log only when it was asked for. */
export type RunReport = Omit<RunResult, "calls" | "log"> & { spec: RunSpec; log?: readonly string[] };

export type Delivery = { id: number } & ({ report: RunReport } | { specs: RunSpec[] } | { error: string });

const machine = await openMachine();

process.on("message", async (order: Order) => {
  process.send?.({
    id: order.id,
    ...(await perform(order).catch((error: Error) => ({ error: error.stack ?? error.message }))),
  });
});
process.on("disconnect", () => {
  machine.close();
  process.exit(0);
});
process.send?.("ready");

async function perform(order: Order): Promise<{ report: RunReport } | { specs: RunSpec[] }> {
  if ("list" in order) return { specs: await everySingle(machine, order.list) };
  const { calls: _, log, ...result } = await carryOut(machine, order.spec);
  return { report: { ...result, spec: order.spec, ...(order.withLog && { log }) } };
}
