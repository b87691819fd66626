import { arnOf, type Place, physicalName } from "../names.ts";
import type { Resolver } from "../resolve.ts";
import type { AppTemplate, Resource } from "../template.ts";
import { Definition } from "./definition.ts";
import { createInterpreter, type Run, type RunRequest } from "./interpreter.ts";
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
}

/** Builds every machine of the template. Throws, listing all of it, when one leaves the interpreter's subset. */
export function readMachines(source: MachinesSource): Machine[] {
  return source.template
    .ofType("AWS::StepFunctions::StateMachine")
    .map((resource) => readMachine(resource, source));
}

function readMachine(resource: Resource, { resolver, place }: MachinesSource): Machine {
  if (resource.properties.StateMachineType === "EXPRESS")
    throw new Error(`${resource.id}: express state machines are not supported`);
  const text = resolver.property(resource, "DefinitionString");
  if (typeof text !== "string") throw new Error(`${resource.id}: only a DefinitionString is supported`);
  const definition = Definition.parse(JSON.parse(text));
  const problems = unsupported(definition);
  if (problems.length > 0)
    throw new Error(`${resource.id} leaves the interpreter's subset:\n  ${problems.join("\n  ")}`);
  const name = physicalName(resource);
  return { arn: arnOf(resource, place) ?? name, name, definition, interpret: createInterpreter(definition) };
}
