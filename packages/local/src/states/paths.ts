import type { State } from "./definition.ts";
import { INTRINSICS } from "./subset.ts";

interface Place {
  /** How many Map or Parallel states enclose the state. */
  depth: number;
  /** Whether the state may speak of its task token. */
  holdsToken: boolean;
}

const INNER = ["ItemProcessor", "Iterator", "Branches"];

/** What is wrong with the paths and intrinsic functions that a state evaluates, inner machines excluded. */
export function pathProblems(state: State, place: Place): string[] {
  const own = Object.entries(state).filter(([field]) => !INNER.includes(field));
  return own.flatMap(([field, value]) => {
    const inItemSelector = state.Type === "Map" && (field === "ItemSelector" || field === "Parameters");
    return expressionsIn(field, value).flatMap((expression) => [
      ...contextProblems(expression, { ...place, inItemSelector }),
      ...queryProblems(expression),
      ...intrinsicProblems(expression),
    ]);
  });
}

/** A ResultPath must be absent, null or `$.plain.names`; "$" and brackets corrupt the data. */
export function referencePathProblem(path: unknown): string | undefined {
  if (path === undefined || path === null) return undefined;
  if (typeof path === "string" && /^(\$(\.[A-Za-z_][\w-]*)+)$/.test(path)) return undefined;
  return `the ResultPath ${JSON.stringify(path)} is not of the form $.name.name`;
}

function expressionsIn(field: string, value: unknown): string[] {
  if (typeof value === "string") {
    const isPath = field.endsWith(".$") || field.endsWith("Path") || field === "Variable";
    return isPath && field !== "ResultPath" ? [value] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => expressionsIn("", item));
  return Object.entries(value).flatMap(([key, item]) => expressionsIn(key, item));
}

function contextProblems(expression: string, place: Place & { inItemSelector: boolean }): string[] {
  const paths = expression.match(/\$\$[\w.[\]'"]*/g) ?? [];
  return paths
    .filter((path) => !isKnownContext(path, place))
    .map((path) => `the context path ${path} has no value, or another one, at this place`);
}

function isKnownContext(path: string, place: Place & { inItemSelector: boolean }): boolean {
  if (/^\$\$\.(Execution|StateMachine)\.(Id|Name)$/.test(path)) return true;
  if (/^\$\$\.Execution\.(StartTime|Input)\b/.test(path)) return place.depth === 0;
  if (path === "$$.Task.Token") return place.holdsToken;
  return /^\$\$\.Map\.Item\.(Index|Value)\b/.test(path) && place.inItemSelector;
}

function queryProblems(expression: string): string[] {
  const paths = expression.replace(/'(\\'|[^'])*'/g, "''").match(/\$[^\s,)]*/g) ?? [];
  return paths
    .filter((path) => /\[\*\]|\.\.|\[\?|\[[^\]]*[:,]|\.\*/.test(path))
    .map((path) => `the path ${path} may match nothing, which fails here and is [] on AWS`);
}

function intrinsicProblems(expression: string): string[] {
  const used = expression.replace(/'(\\'|[^'])*'/g, "''").match(/States\.\w+/g) ?? [];
  return used
    .filter((name) => !INTRINSICS.includes(name))
    .map((name) => `the function ${name} is not supported`);
}
