import { invocationContext } from "../../../local/src/lambda/context.ts";
import { type Outcome, reportError, timeoutOutcome, toOutcome } from "../../../local/src/lambda/outcome.ts";
import type { FunctionDefinition } from "../../../local/src/lambda/runtime.ts";
import type { EventLog } from "../event-log.ts";
import type { Actor, Gate, Service } from "../gate.ts";
import { watched } from "../process/work.ts";
import { moduleFactory, type Surroundings, sourceOf } from "./source.ts";

type Handler = (event: unknown, context: unknown) => unknown;

/** Makes what one container sees of the world. */
export type SurroundingsFor = (container: Actor, definition: FunctionDefinition) => Surroundings;

export interface ContainersOptions {
  /** The project's root, where the handlers' sources are. */
  root: string;
  gate: Gate;
  log: EventLog;
  surroundings: SurroundingsFor;
  /** How many of one function may run at a time; further calls wait, as under reserved concurrency. */
  perFunctionMax: number;
}

const CRASH = {
  errorType: "Runtime.ExitError",
  errorMessage: "RequestId: x Error: Runtime exited without providing a reason",
};

/** A module instance with one call at a time, warm until it dies; what it had in memory dies with it. */
class Container implements Actor {
  readonly name: string;
  readonly outages = new Set<Service>();
  isDead = false;
  handler: Promise<Handler> | undefined;
  #end: ((outcome: Outcome) => void) | undefined;
  readonly #abandon: (actor: Actor) => void;

  constructor(name: string, abandon: (actor: Actor) => void) {
    this.name = name;
    this.#abandon = abandon;
  }

  /** Runs until the function answered, crashed or overran. */
  async run(work: () => Promise<Outcome>, timeout: { afterMs: number; outcome: Outcome }): Promise<Outcome> {
    const ended = new Promise<Outcome>((resolve) => {
      this.#end = resolve;
    });
    const timer = setTimeout(() => this.#stop(timeout.outcome), timeout.afterMs);
    work().then((outcome) => this.#end?.(outcome));
    const outcome = await ended;
    clearTimeout(timer);
    this.#end = undefined;
    this.outages.clear();
    return outcome;
  }

  die(): void {
    this.#stop({ ok: false, error: CRASH });
  }

  #stop(outcome: Outcome): void {
    this.isDead = true;
    this.#abandon(this);
    this.#end?.(outcome);
  }
}

interface Fleet {
  idle: Container[];
  running: number;
  waiting: Array<() => void>;
}

/** Runs functions as Lambda does: a container per call at a time, kept warm, gone after a crash. */
export class Containers {
  readonly #options: ContainersOptions;
  readonly #fleets = new Map<string, Fleet>();
  readonly #started = new Map<string, number>();

  constructor(options: ContainersOptions) {
    this.#options = options;
  }

  /** Never rejects: whatever goes wrong is an outcome. */
  async invoke(
    definition: FunctionDefinition,
    call: { requestId: string; event: unknown },
  ): Promise<Outcome> {
    const fleet = this.#fleetOf(definition);
    if (fleet.running >= this.#options.perFunctionMax) {
      await new Promise<void>((resolve) => fleet.waiting.push(resolve));
    }
    fleet.running += 1;
    const container = fleet.idle.pop() ?? this.#start(definition);
    const { log } = this.#options;
    const { requestId } = call;
    const outcome = await container.run(() => this.#handle(container, definition, call), {
      afterMs: definition.timeoutMs,
      outcome: timeoutOutcome({ requestId, timeoutMs: definition.timeoutMs }),
    });
    log.write(container.name, outcome.ok ? "returned" : `failed: ${outcome.error.errorType}`);
    fleet.running -= 1;
    if (!container.isDead) fleet.idle.push(container);
    fleet.waiting.shift()?.();
    return outcome;
  }

  #fleetOf({ id }: FunctionDefinition): Fleet {
    const fleet = this.#fleets.get(id) ?? { idle: [], running: 0, waiting: [] };
    this.#fleets.set(id, fleet);
    return fleet;
  }

  #start(definition: FunctionDefinition): Container {
    const file = definition.handler.slice(definition.handler.lastIndexOf("/") + 1, -".handler".length);
    const number = (this.#started.get(file) ?? 0) + 1;
    this.#started.set(file, number);
    return new Container(`${file}#${number}`, (actor) => this.#options.gate.abandon(actor));
  }

  async #handle(
    container: Container,
    definition: FunctionDefinition,
    { requestId, event }: { requestId: string; event: unknown },
  ): Promise<Outcome> {
    try {
      container.handler ??= this.#load(container, definition);
      const handler = await container.handler;
      const context = invocationContext({ ...definition, requestId });
      return toOutcome(await handler(structuredClone(event), context));
    } catch (thrown) {
      return { ok: false, error: reportError(thrown) };
    }
  }

  async #load(container: Container, definition: FunctionDefinition): Promise<Handler> {
    const { root, surroundings } = this.#options;
    const { path, exportName } = sourceOf(root, definition.handler);
    const make = await watched(moduleFactory(path));
    const module = await make(surroundings(container, definition));
    return module[exportName] as Handler;
  }
}
