import { randomUUID } from "node:crypto";
import type { Functions } from "../../../local/src/lambda/functions.ts";
import type { Outcome } from "../../../local/src/lambda/outcome.ts";
import type { FunctionDefinition } from "../../../local/src/lambda/runtime.ts";
import type { Actor, Gate } from "../gate.ts";
import { sleep } from "../process/clock.ts";
import type { Containers } from "./containers.ts";

const DELIVERY_ATTEMPTS = 3;
/** EventBridge waits a minute, then two, before it delivers again. */
const REDELIVERY_DELAY_MS = 60_000;

/** The Lambda service, whose calls pass the gate: they may be throttled, or run twice. */
export function createSimFunctions(parts: {
  find(reference: string): FunctionDefinition;
  gate: Gate;
  containers: Containers;
  caller: Actor;
}): Functions {
  const { find, gate, containers, caller } = parts;
  const invoke = (reference: string, event: unknown): Promise<Outcome> => {
    const definition = find(reference);
    return gate.call<Outcome>({
      actor: caller,
      service: "lambda",
      label: `invoke ${definition.handler.split("/").at(-1)?.replace(".handler", "")}${idsIn(event)}`,
      isLong: true,
      perform: () => containers.invoke(definition, { requestId: randomUUID(), event }),
      refuse: (): Outcome => ({
        ok: false,
        error: { errorType: "Lambda.TooManyRequestsException", errorMessage: "Rate Exceeded." },
      }),
      describe: (outcome) =>
        (outcome as Outcome).ok ? "ok" : (outcome as { error: { errorType: string } }).error.errorType,
    });
  };
  return {
    find,
    invoke,
    deliver: async (reference, event) => {
      let outcome = await invoke(reference, event);
      for (let attempt = 1; !outcome.ok && attempt < DELIVERY_ATTEMPTS; attempt += 1) {
        await sleep(REDELIVERY_DELAY_MS * attempt);
        outcome = await invoke(reference, event);
      }
      return outcome;
    },
    close: async () => undefined,
  };
}

/** The generation, or else the job, that an event speaks of. */
function idsIn(event: unknown): string {
  const { generationId, jobId } = Object(event) as Record<string, unknown>;
  const id = generationId ?? jobId;
  return typeof id === "string" ? ` ${id}` : "";
}
