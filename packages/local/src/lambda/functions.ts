import { randomUUID } from "node:crypto";
import type { Meter } from "../meter.ts";
import { arnOf, physicalName } from "../names.ts";
import type { AppTemplate } from "../template.ts";
import { shareCores } from "./cores.ts";
import { type DefinitionSource, defineFunction } from "./definition.ts";
import type { Outcome } from "./outcome.ts";
import type { FunctionDefinition, Runtime } from "./runtime.ts";

/** All functions of the template, reachable by ARN, name or `<stack>.<logical id>`. */
export interface Functions {
  /** Throws when no function answers to the reference, or when it cannot run here. */
  find(reference: string): FunctionDefinition;
  /** Waits for the outcome; a failed function is an outcome, not a rejection. */
  invoke(reference: string, event: unknown): Promise<Outcome>;
  /** As EventBridge does: up to two more attempts after a failure, which may run the function more than once. */
  deliver(reference: string, event: unknown): Promise<Outcome>;
  /** Gives calls in flight a few seconds to end, and starts no redelivery. */
  close(): Promise<void>;
}

export interface FunctionsOptions extends DefinitionSource {
  template: AppTemplate;
  runtime: Runtime;
  meter: Meter;
  /** Pause before a delivery is tried again. */
  redeliveryDelayMs?: number;
}

const DELIVERY_ATTEMPTS = 3;
const DRAIN_MAX_MS = 5_000;

/** Reads a function when it is first asked for, and loads its bundle at the first invocation. */
export function createFunctions(options: FunctionsOptions): Functions {
  const find = definitionFinder(options);
  const inFlight = new Set<Promise<Outcome>>();
  const onCore = shareCores();
  let isClosed = false;

  const invoke = async (reference: string, event: unknown) => {
    const definition = find(reference);
    const call = onCore(definition, () => metered(definition, { event, options }));
    inFlight.add(call);
    return await call.finally(() => inFlight.delete(call));
  };
  return {
    find,
    invoke,
    deliver: async (reference, event) => {
      let outcome = await invoke(reference, event);
      for (let attempt = 1; !outcome.ok && attempt < DELIVERY_ATTEMPTS && !isClosed; attempt++) {
        await pause(options.redeliveryDelayMs ?? 1_000);
        if (!isClosed) outcome = await invoke(reference, event);
      }
      return outcome;
    },
    close: async () => {
      isClosed = true;
      await Promise.race([Promise.allSettled(inFlight), pause(DRAIN_MAX_MS)]);
    },
  };
}

function definitionFinder(options: FunctionsOptions): (reference: string) => FunctionDefinition {
  const resources = options.template.ofType("AWS::Lambda::Function").flatMap((resource) => {
    const references = [resource.id, physicalName(resource), arnOf(resource, options.place) ?? resource.id];
    return references.map((reference) => [reference, resource] as const);
  });
  const byReference = new Map(resources);
  const definitions = new Map<string, FunctionDefinition>();
  return (reference) => {
    const resource = byReference.get(reference);
    if (!resource) throw new Error(`The template has no function "${reference}"`);
    const known = definitions.get(resource.id) ?? defineFunction(resource, options);
    definitions.set(resource.id, known);
    return known;
  };
}

async function metered(
  definition: FunctionDefinition,
  { event, options }: { event: unknown; options: FunctionsOptions },
): Promise<Outcome> {
  const startedAt = performance.now();
  const outcome = await options.runtime.invoke(definition, { requestId: randomUUID(), event });
  options.meter.countInvocation({
    functionId: definition.id,
    durationMs: performance.now() - startedAt,
    memoryMb: definition.memoryMb,
    failed: !outcome.ok,
  });
  return outcome;
}

// Never keeps the process alive by itself.
function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs).unref());
}
