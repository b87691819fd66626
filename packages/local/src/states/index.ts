import { join } from "node:path";
import type { EventBus } from "../events.ts";
import type { Functions } from "../lambda/functions.ts";
import type { Meter } from "../meter.ts";
import type { Place } from "../names.ts";
import type { Resolver } from "../resolve.ts";
import type { AppTemplate } from "../template.ts";
import { openExecutions } from "./executions.ts";
import { readMachines } from "./machines.ts";
import { createRuns } from "./runs.ts";
import { createStatesService, type StatesService } from "./service.ts";
import { statusEvent } from "./status-event.ts";
import { createTaskTokens } from "./tokens.ts";

export type { StatesService } from "./service.ts";
export { unsupported } from "./unsupported.ts";

/** Step Functions on this machine. */
export interface States {
  service: StatesService;
  /** Reports executions that an earlier process left running as aborted, with their events. */
  abortLeftovers(): Promise<void>;
  close(): Promise<void>;
}

/** Reads the machines and the kept executions. Every change of status becomes an event on the bus. */
export function startStates(options: {
  template: AppTemplate;
  resolver: Resolver;
  place: Place;
  functions: Functions;
  bus: EventBus;
  meter: Meter;
  dataDir: string;
}): States {
  const { functions, bus, meter, place } = options;
  const executions = openExecutions(join(options.dataDir, "executions"));
  const tokens = createTaskTokens({ knowsExecution: (arn) => executions.get(arn) !== undefined });
  const machines = readMachines(options);
  const runs = createRuns({
    executions,
    meter,
    runner: { tokens, invoke: (reference, event) => functions.invoke(reference, event) },
    onStatus: (record) => void bus.emit(statusEvent(record, place)),
  });
  return {
    service: createStatesService({ machines, runs, executions, tokens }),
    abortLeftovers: () => runs.abortLeftovers(),
    close: async () => runs.close(),
  };
}
