import * as z from "zod";
import type { Assembly } from "../assembly.ts";
import type { EnvironmentOwner } from "../edges.ts";
import { arnOf, type Place, physicalName } from "../names.ts";
import type { Resolver } from "../resolve.ts";
import type { Resource } from "../template.ts";
import type { FunctionDefinition } from "./runtime.ts";

export interface DefinitionSource {
  assembly: Assembly;
  resolver: Resolver;
  place: Place;
  /** Turns the template's environment into the local one. */
  environmentOf(owner: EnvironmentOwner): Record<string, string>;
}

const Properties = z.looseObject({
  Handler: z.string(),
  Runtime: z.string().startsWith("nodejs"),
  Code: z.looseObject({ S3Key: z.string() }),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z
    .looseObject({ Variables: z.record(z.string(), z.unknown()).default({}) })
    .default({ Variables: {} }),
});

/** A function's definition with everything resolved. Throws, naming the function, for what cannot run here. */
export function defineFunction(resource: Resource, source: DefinitionSource): FunctionDefinition {
  const { Code, Handler, Runtime, Timeout, MemorySize, Environment } = resource.properties;
  const parsed = Properties.safeParse({ Code, Handler, Runtime, Timeout, MemorySize, Environment });
  if (!parsed.success) throw new Error(`${resource.id}: ${z.prettifyError(parsed.error)}`);
  const properties = parsed.data;
  const codeDirectory = source.assembly.assets.get(properties.Code.S3Key);
  if (!codeDirectory) throw new Error(`${resource.id}: the assembly has no asset ${properties.Code.S3Key}`);
  const variables = Object.entries(properties.Environment.Variables).map(
    ([key, value]) => [key, source.resolver.text(resource.stack, value)] as const,
  );
  const name = physicalName(resource);
  const memoryMb = properties.MemorySize;
  return {
    id: resource.id,
    name,
    arn: arnOf(resource, source.place) ?? name,
    handler: properties.Handler,
    codeDirectory,
    timeoutMs: properties.Timeout * 1000,
    memoryMb,
    environment: source.environmentOf({ name, memoryMb, fromTemplate: Object.fromEntries(variables) }),
  };
}
