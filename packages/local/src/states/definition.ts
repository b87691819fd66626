import * as z from "zod";

/** One state of a definition, as it is written. */
export const State = z.looseObject({ Type: z.string() });
export type State = z.infer<typeof State>;

/** A state machine, or the inner machine of a Map or Parallel state. */
export const Definition = z.looseObject({
  StartAt: z.string(),
  States: z.record(z.string(), State),
  TimeoutSeconds: z.number().optional(),
});
export type Definition = z.infer<typeof Definition>;

/** A state, where it stands, and how many Map or Parallel states it lies within. */
export interface PlacedState {
  name: string;
  state: State;
  depth: number;
}

/** Every state of the definition, at any depth. Throws where an inner machine is malformed. */
export function allStates(definition: Definition, depth = 0): PlacedState[] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    { name, state, depth },
    ...innerDefinitions(state).flatMap((inner) => allStates(inner, depth + 1)),
  ]);
}

// Node's timers fire at once beyond 2^31-1 ms; a longer timeout means the longest that works (24 days).
const TIMEOUT_MAX_SECONDS = 2_147_483;

/**
 * A copy in which every Task state and the machine itself have a timeout that the interpreter can keep: absent means
 * (nearly) for ever, as on AWS, and not the interpreter's own 60 seconds.
 */
export function withTimeouts(definition: Definition): Definition {
  const states = Object.entries(definition.States).map(
    ([name, state]) => [name, stateWithTimeouts(state)] as const,
  );
  const { TimeoutSeconds } = definition;
  return {
    ...definition,
    ...(TimeoutSeconds === undefined
      ? {}
      : { TimeoutSeconds: Math.min(TimeoutSeconds, TIMEOUT_MAX_SECONDS) }),
    States: Object.fromEntries(states),
  };
}

/** How long a Task state may take, in milliseconds. */
export function taskTimeoutMs(state: State): number {
  return Math.min(Number(state.TimeoutSeconds ?? TIMEOUT_MAX_SECONDS), TIMEOUT_MAX_SECONDS) * 1000;
}

function stateWithTimeouts(state: State): State {
  if (state.Type === "Task" && state.TimeoutSecondsPath === undefined)
    return { ...state, TimeoutSeconds: taskTimeoutMs(state) / 1000 };
  const inner = state.ItemProcessor ? "ItemProcessor" : "Iterator";
  if (state.Type === "Map") return { ...state, [inner]: withTimeouts(Definition.parse(state[inner])) };
  if (state.Type === "Parallel")
    return { ...state, Branches: innerDefinitions(state).map((branch) => withTimeouts(branch)) };
  return state;
}

function innerDefinitions(state: State): Definition[] {
  if (state.Type === "Map") return [Definition.parse(state.ItemProcessor ?? state.Iterator)];
  if (state.Type === "Parallel") return z.array(Definition).parse(state.Branches);
  return [];
}
