import type { EventBus } from "../../../local/src/events.ts";
import type { Functions } from "../../../local/src/lambda/functions.ts";
import { createMeter } from "../../../local/src/meter.ts";
import type { Place } from "../../../local/src/names.ts";
import type { Resolver } from "../../../local/src/resolve.ts";
import type { ExecutionRecord, ExecutionStore } from "../../../local/src/states/executions.ts";
import { readMachines } from "../../../local/src/states/machines.ts";
import { createRuns } from "../../../local/src/states/runs.ts";
import { createStatesService, type StatesService } from "../../../local/src/states/service.ts";
import { statusEvent } from "../../../local/src/states/status-event.ts";
import { createTaskTokens } from "../../../local/src/states/tokens.ts";
import type { AppTemplate } from "../../../local/src/template.ts";
import type { EventLog } from "../event-log.ts";

/** Step Functions of the local cloud, with its executions in memory. */
export interface SimStates {
  service: StatesService;
  executions(): ExecutionRecord[];
  close(): void;
}

/** Reads the synthesized definitions and serves them; every change of status is an event on the bus and in the log. */
export function openStates(parts: {
  template: AppTemplate;
  resolver: Resolver;
  place: Place;
  functions: Functions;
  bus: EventBus;
  log: EventLog;
}): SimStates {
  const { functions, bus, place, log } = parts;
  const executions = executionsInMemory();
  const tokens = createTaskTokens({ knowsExecution: (arn) => executions.get(arn) !== undefined });
  const runs = createRuns({
    executions,
    meter: createMeter(),
    runner: { tokens, invoke: (reference, event) => functions.invoke(reference, event) },
    onStatus: (record) => {
      log.write("states", `${record.name} ${record.status}${record.error ? ` ${record.error}` : ""}`);
      void bus.emit(statusEvent(record, place));
    },
  });
  return {
    service: createStatesService({ machines: readMachines(parts), runs, executions, tokens }),
    executions: () => executions.all(),
    close: () => runs.close(),
  };
}

function executionsInMemory(): ExecutionStore & { all(): ExecutionRecord[] } {
  const records = new Map<string, ExecutionRecord>();
  const all = () => [...records.values()];
  return {
    all,
    get: (arn) => records.get(arn),
    ofMachine: (arn) => all().filter(({ stateMachineArn }) => stateMachineArn === arn),
    running: () => all().filter(({ status }) => status === "RUNNING"),
    put: async (record) => void records.set(record.executionArn, record),
  };
}
