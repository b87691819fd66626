import { allStates, Definition, type PlacedState, type State } from "./definition.ts";
import { pathProblems, referencePathProblem } from "./paths.ts";
import {
  CATCH_FIELDS,
  CHOICE_FIELDS,
  INNER_FIELDS,
  MACHINE_FIELDS,
  RETRY_FIELDS,
  STATE_FIELDS,
} from "./subset.ts";
import { isRunnableResource } from "./tasks.ts";

/**
 * Everything in a definition that the local interpreter would run differently from AWS, one sentence each, beginning
 * with the state's name. Empty means that the definition lies inside the subset.
 */
export function unsupported(definition: unknown): string[] {
  const parsed = Definition.safeParse(definition);
  if (!parsed.success) return ["The definition is not a state machine with StartAt and States"];
  const machine = parsed.data;
  const states = allStates(machine);
  return [
    ...unknownFields("The machine", machine, MACHINE_FIELDS),
    ...(machine.QueryLanguage === "JSONata" ? ["The machine: JSONata is not supported"] : []),
    ...repeatedNames(states),
    ...states.flatMap((placed) => stateProblems(placed).map((problem) => `${placed.name}: ${problem}`)),
  ];
}

function repeatedNames(states: PlacedState[]): string[] {
  const seen = new Set<string>();
  const repeated = states.filter(({ name }) => seen.size === seen.add(name).size);
  return repeated.map(({ name }) => `${name}: the name is used by two states of the machine`);
}

function stateProblems({ state, depth }: PlacedState): string[] {
  const fields = STATE_FIELDS[state.Type];
  if (!fields) return [`the type ${state.Type} does not exist`];
  return [
    ...unknownFields("the state", state, fields),
    ...(state.Type === "Task" ? taskProblems(state) : []),
    ...(state.Type === "Map" ? mapProblems(state) : []),
    ...(state.Type === "Choice" ? choiceProblems(state.Choices) : []),
    ...("Result" in state && !state.Result ? ["a Result of 0, false, null or empty text is ignored"] : []),
    ...listOf(state.Retry).flatMap((retry) => unknownFields("a Retry", retry, RETRY_FIELDS)),
    ...listOf(state.Catch).flatMap((entry) => unknownFields("a Catch", entry, CATCH_FIELDS)),
    ...[state, ...listOf(state.Catch)].flatMap(({ ResultPath }) => referencePathProblem(ResultPath) ?? []),
    ...pathProblems(state, { depth, holdsToken: isCallback(state) }),
  ];
}

function taskProblems(state: State): string[] {
  const errors = [...listOf(state.Retry), ...listOf(state.Catch)].flatMap(({ ErrorEquals }) =>
    Array.isArray(ErrorEquals) ? ErrorEquals : [],
  );
  const confusesTimeouts =
    state.HeartbeatSeconds !== undefined &&
    errors.includes("States.Timeout") &&
    !errors.includes("States.HeartbeatTimeout");
  return [
    ...(isRunnableResource(state.Resource)
      ? []
      : [`the resource ${JSON.stringify(state.Resource)} cannot be run`]),
    ...(state.TimeoutSecondsPath !== undefined && isCallback(state)
      ? ["a callback task needs TimeoutSeconds, not TimeoutSecondsPath"]
      : []),
    ...(confusesTimeouts
      ? ["States.Timeout does not match a missed heartbeat; name States.HeartbeatTimeout"]
      : []),
  ];
}

function mapProblems(state: State): string[] {
  const inner = (state.ItemProcessor ?? state.Iterator) as Record<string, unknown>;
  const config = inner.ProcessorConfig as { Mode?: unknown } | undefined;
  return [
    ...unknownFields("the item processor", inner, INNER_FIELDS),
    ...(config?.Mode === "DISTRIBUTED" ? ["a distributed Map is not supported"] : []),
  ];
}

function choiceProblems(choices: unknown): string[] {
  return listOf(choices).flatMap((choice) => [
    ...unknownFields("a choice", choice, CHOICE_FIELDS),
    ...choiceProblems(choice.And),
    ...choiceProblems(choice.Or),
    ...(choice.Not ? choiceProblems([choice.Not]) : []),
  ]);
}

function isCallback(state: State): boolean {
  return typeof state.Resource === "string" && state.Resource.endsWith(".waitForTaskToken");
}

function unknownFields(where: string, value: Record<string, unknown>, known: readonly string[]): string[] {
  return Object.keys(value)
    .filter((field) => !known.includes(field))
    .map((field) => `${where} has the field ${field}, which is not supported`);
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}
