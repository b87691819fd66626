import type { Assembly } from "./assembly.ts";
import { localMeaningOf } from "./resource-types.ts";

/** A resource of the template, with its properties still unresolved. */
export interface Resource {
  /** `<stack>.<logical id>`: unique over all stacks. */
  id: string;
  stack: string;
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
}

/** All stacks of one app, seen as one set of resources. */
export interface AppTemplate {
  resources: Resource[];
  ofType(type: string): Resource[];
  find(stack: string, logicalId: string): Resource | undefined;
  /** Default of a CloudFormation parameter, with its declared type. */
  parameter(stack: string, name: string): { type: string; default: unknown } | undefined;
  /** The unresolved value behind an export name, and the stack it must be resolved in. */
  exported(name: string): { stack: string; value: unknown } | undefined;
}

/**
 * Merges the stacks of an assembly. Throws when a resource type is neither executed here nor known to
 * mean nothing on one machine: a template that cannot be run faithfully must not seem to run.
 */
export function readTemplate(assembly: Assembly): AppTemplate {
  const resources = assembly.stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources).map(([logicalId, { Type, Properties }]) => ({
      id: `${name}.${logicalId}`,
      stack: name,
      logicalId,
      type: Type,
      properties: Properties,
    })),
  );
  refuseUnknown(resources);
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const parameters = new Map(
    assembly.stacks.flatMap(({ name, template }) =>
      Object.entries(template.Parameters).map(
        ([key, parameter]) =>
          [`${name}.${key}`, { type: parameter.Type, default: parameter.Default }] as const,
      ),
    ),
  );
  const exports = exportsOf(assembly);
  return {
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    find: (stack, logicalId) => byId.get(`${stack}.${logicalId}`),
    parameter: (stack, name) => parameters.get(`${stack}.${name}`),
    exported: (name) => exports.get(name),
  };
}

function refuseUnknown(resources: Resource[]): void {
  const unknown = resources.filter((resource) => localMeaningOf(resource.type) === undefined);
  if (unknown.length === 0) return;
  const list = unknown.map(({ id, type }) => `  ${id} (${type})`).join("\n");
  throw new Error(`The template holds resources that the local cloud does not know:\n${list}`);
}

function exportsOf(assembly: Assembly): Map<string, { stack: string; value: unknown }> {
  const exports = new Map<string, { stack: string; value: unknown }>();
  for (const { name, template } of assembly.stacks)
    for (const output of Object.values(template.Outputs))
      if (typeof output.Export?.Name === "string")
        exports.set(output.Export.Name, { stack: name, value: output.Value });
  return exports;
}
