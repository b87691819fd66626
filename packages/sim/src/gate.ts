import type { EventLog } from "./event-log.ts";
import { watched } from "./process/work.ts";
import type { Random } from "./random.ts";

/** Who makes a call: a running function, or a service. What is answered to a dead one is lost. */
export interface Actor {
  name: string;
  isDead: boolean;
  /** Ends it as a crash would; its effects so far stay. */
  die(): void;
  /** Services that answer this one with errors only. */
  outages: Set<Service>;
}

export type Service = "table" | "bucket" | "states" | "fal" | "webhook" | "lambda";

/** One call over the border of a process. */
export interface Call {
  actor: Actor;
  service: Service;
  /** What is asked, in a few words that are alike in equal runs. */
  label: string;
  /** Has the effect and makes the answer. */
  perform(): Promise<unknown>;
  /** True for calls that wait for other calls of this gate: they are not over when the process is quiet. */
  isLong?: boolean;
  /** The answer of a service that fails; throws what the transport would. */
  refuse(how: "error" | "throttled" | "reset"): unknown;
  /** An answer in a few words. */
  describe?(answer: unknown): string;
}

/** What the injector does to a call. `lost`: the effect happens, the answer does not arrive. */
export const STRIKES = [
  "error",
  "throttled",
  "reset",
  "outage",
  "lost",
  "crash-before",
  "crash-after",
  "duplicate",
] as const;
export type Strike = (typeof STRIKES)[number];

/** Strikes without any effect, by how the service answers. */
const REFUSALS: { [strike in Strike]?: "error" | "throttled" | "reset" } = {
  error: "error",
  outage: "error",
  throttled: "throttled",
  reset: "reset",
};

/** Decides what strikes a call; `point` counts the calls of a run from 1. */
export type Injector = (call: Call, point: number) => Strike | undefined;

interface Waiting {
  call: Call;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
  /** Set once the call was carried out: what is to be handed over. */
  arrived?: { answer: unknown } | { error: unknown };
  strike?: Strike | undefined;
}

/**
 * Every call of every function goes through here. One at a time is let through, in an order that the seed decides: its
 * effect first, its answer as an event of its own. So calls overtake one another as they do in the cloud, and repeat.
 */
export class Gate {
  readonly #waiting: Waiting[] = [];
  readonly #order: Random;
  readonly #log: EventLog;
  readonly #inject: Injector;
  #points = 0;

  constructor({ order, log, inject }: { order: Random; log: EventLog; inject: Injector }) {
    this.#order = order;
    this.#log = log;
    this.#inject = inject;
  }

  /** Calls so far. */
  get points(): number {
    return this.#points;
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  call<T>(call: Call): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      // Nobody hears a dead function.
      if (!call.actor.isDead) this.#waiting.push({ call, resolve, reject });
    }) as Promise<T>;
  }

  /** Lets one effect or one answer happen; ask only when the process is quiet and the gate is not idle. */
  step(): void {
    const [next] = this.#waiting.splice(this.#order.below(this.#waiting.length), 1);
    if (!next) return;
    if (next.arrived) this.#handOver(next);
    else this.#carryOut(next);
  }

  /** What a crashed function had sent arrives or not, as the network pleases; nothing comes back. */
  abandon(actor: Actor): void {
    const own = this.#waiting.filter(({ call }) => call.actor === actor);
    for (const waiting of own) {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      if (waiting.arrived || this.#order.next() < 0.5) continue;
      this.#log.write(actor.name, `${waiting.call.label}, answered to nobody`);
      void this.#start(waiting.call).catch(() => undefined);
    }
  }

  #carryOut(waiting: Waiting): void {
    const { call } = waiting;
    const point = ++this.#points;
    const strike = call.actor.outages.has(call.service) ? "error" : this.#inject(call, point);
    waiting.strike = strike;
    this.#log.write(call.actor.name, `${point}. ${call.label}${strike ? ` [${strike}]` : ""}`);
    if (strike === "outage") call.actor.outages.add(call.service);
    if (strike === "crash-before") this.#crash(call);
    else if (strike && strike in REFUSALS)
      this.#arrive(waiting, () => call.refuse(REFUSALS[strike] ?? "error"));
    else this.#await(waiting, strike === "duplicate" ? this.#twice(call) : this.#start(call));
  }

  #await(waiting: Waiting, work: Promise<unknown>): void {
    work.then(
      (answer) => this.#arrive(waiting, () => answer),
      (error) =>
        this.#arrive(waiting, () => {
          throw error;
        }),
    );
  }

  #crash({ actor }: Call): void {
    this.#log.write(actor.name, "crashed");
    actor.die();
  }

  #start(call: Call): Promise<unknown> {
    const work = call.perform();
    return call.isLong ? work : watched(work);
  }

  async #twice(call: Call): Promise<unknown> {
    await this.#start(call).catch(() => undefined);
    return this.#start(call);
  }

  #arrive(waiting: Waiting, answer: () => unknown): void {
    const { call, strike } = waiting;
    if (strike === "crash-after") {
      this.#crash(call);
      return;
    }
    const make = strike === "lost" ? () => call.refuse("reset") : answer;
    try {
      waiting.arrived = { answer: make() };
    } catch (error) {
      waiting.arrived = { error };
    }
    if (!call.actor.isDead) this.#waiting.push(waiting);
  }

  #handOver({ call, arrived, resolve, reject }: Waiting): void {
    if (!arrived) return;
    const text =
      "error" in arrived ? `! ${nameOf(arrived.error)}` : (call.describe?.(arrived.answer) ?? "ok");
    this.#log.write(call.actor.name, `${call.label} -> ${text}`);
    if ("error" in arrived) reject(arrived.error);
    else resolve(arrived.answer);
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? `${error.name} ${code}` : error.name;
}
