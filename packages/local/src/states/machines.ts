import type { Functions } from "../lambda/functions.ts";
import { arnOf, type Place, physicalName } from "../names.ts";
import type { Resolver } from "../resolve.ts";
import type { AppTemplate, Resource } from "../template.ts";
import { allStates, Definition } from "./definition.ts";
import { createInterpreter, type Run, type RunRequest } from "./interpreter.ts";
import { taskFunction } from "./tasks.ts";
import { unsupported } from "./unsupported.ts";

/** A state machine of the template, ready to run. */
export interface Machine {
  arn: string;
  name: string;
  definition: Definition;
  interpret(request: RunRequest): Run;
}

export interface MachinesSource {
  template: AppTemplate;
  resolver: Resolver;
  place: Place;
  functions: Functions;
}

/**
 * Builds every machine of the template. Throws, listing all of it, when one leaves the interpreter's
 * subset, or when a task calls a function that is not there.
 */
export function readMachines(source: MachinesSource): Machine[] {
  return source.template
    .ofType("AWS::StepFunctions::StateMachine")
    .map((resource) => readMachine(resource, source));
}

function readMachine(resource: Resource, { resolver, place, functions }: MachinesSource): Machine {
  if (resource.properties.StateMachineType === "EXPRESS")
    throw new Error(`${resource.id}: express state machines are not supported`);
  const text = resolver.property(resource, "DefinitionString");
  if (typeof text !== "string") throw new Error(`${resource.id}: only a DefinitionString is supported`);
  const definition = Definition.parse(JSON.parse(text));
  const problems = unsupported(definition);
  if (problems.length > 0)
    throw new Error(`${resource.id} leaves the interpreter's subset:\n  ${problems.join("\n  ")}`);
  for (const reference of taskFunctions(definition)) functions.find(reference);
  const name = physicalName(resource);
  return { arn: arnOf(resource, place) ?? name, name, definition, interpret: createInterpreter(definition) };
}

function taskFunctions(definition: Definition): string[] {
  return allStates(definition).flatMap(({ state }) => taskFunction(state) ?? []);
}
