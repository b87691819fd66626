import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Assembly } from "../assembly.ts";
import type { Meter } from "../meter.ts";
import { arnOf, type Place, physicalName } from "../names.ts";
import type { Resolver } from "../resolve.ts";
import type { AppTemplate, Resource } from "../template.ts";
import type { Outcome } from "./outcome.ts";
import type { FunctionDefinition, Runtime } from "./runtime.ts";

/** All functions of the template, reachable by ARN, name or `<stack>.<logical id>`. */
export interface Functions {
  definitions: FunctionDefinition[];
  /** Throws when no function answers to the reference. */
  find(reference: string): FunctionDefinition;
  /** Waits for the outcome; a failed function is an outcome, not a rejection. */
  invoke(reference: string, event: unknown): Promise<Outcome>;
  /** As EventBridge does: up to two more attempts after a failure, which may run the function more than once. */
  deliver(reference: string, event: unknown): Promise<Outcome>;
}

export interface FunctionsOptions {
  assembly: Assembly;
  template: AppTemplate;
  resolver: Resolver;
  place: Place;
  runtime: Runtime;
  meter: Meter;
  /** Turns the template's environment into the local one. */
  environmentOf(name: string, fromTemplate: Record<string, string>): Record<string, string>;
  /** Pause before a delivery is tried again. */
  redeliveryDelayMs?: number;
}

const DELIVERY_ATTEMPTS = 3;

/** Reads the functions of the template; a function's bundle is loaded at its first invocation. */
export function createFunctions(options: FunctionsOptions): Functions {
  const definitions = options.template
    .ofType("AWS::Lambda::Function")
    .map((item) => lazyDefinition(item, options));
  const byReference = new Map<string, () => FunctionDefinition>();
  for (const { references, get } of definitions)
    for (const reference of references) byReference.set(reference, get);

  const find = (reference: string) => {
    const found = byReference.get(reference);
    if (!found) throw new Error(`The template has no function "${reference}"`);
    return found();
  };
  const invoke = async (reference: string, event: unknown) => {
    const definition = find(reference);
    const startedAt = performance.now();
    const outcome = await options.runtime.invoke(definition, { requestId: randomUUID(), event });
    options.meter.countInvocation({
      functionId: definition.id,
      durationMs: performance.now() - startedAt,
      memoryMb: definition.memoryMb,
      failed: !outcome.ok,
    });
    return outcome;
  };
  return {
    get definitions() {
      return definitions.filter(({ isProduct }) => isProduct).map(({ get }) => get());
    },
    find,
    invoke,
    deliver: async (reference, event) => {
      let outcome = await invoke(reference, event);
      for (let attempt = 1; !outcome.ok && attempt < DELIVERY_ATTEMPTS; attempt++) {
        await new Promise((resolve) => setTimeout(resolve, options.redeliveryDelayMs ?? 1000).unref());
        outcome = await invoke(reference, event);
      }
      return outcome;
    },
  };
}

interface LazyDefinition {
  references: string[];
  /** False for the helpers that CDK and SST deploy for their custom resources; nothing invokes those here. */
  isProduct: boolean;
  get(): FunctionDefinition;
}

function lazyDefinition(resource: Resource, options: FunctionsOptions): LazyDefinition {
  const name = physicalName(resource);
  const arn = arnOf(resource, options.place) ?? name;
  let definition: FunctionDefinition | undefined;
  return {
    references: [resource.id, name, arn, `${arn}:$LATEST`],
    isProduct: !/CustomResource|LogRetention|Provider|Uploader|AutoDeleteObjects/.test(resource.logicalId),
    get: () => {
      definition ??= define(resource, { name, arn, options });
      return definition;
    },
  };
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

function define(
  resource: Resource,
  { name, arn, options }: { name: string; arn: string; options: FunctionsOptions },
): FunctionDefinition {
  const { Code, Handler, Runtime, Timeout, MemorySize, Environment } = resource.properties;
  const parsed = Properties.safeParse({ Code, Handler, Runtime, Timeout, MemorySize, Environment });
  if (!parsed.success) throw new Error(`${resource.id}: ${z.prettifyError(parsed.error)}`);
  const properties = parsed.data;
  const codeDirectory = options.assembly.assets.get(properties.Code.S3Key);
  if (!codeDirectory) throw new Error(`${resource.id}: the assembly has no asset ${properties.Code.S3Key}`);
  const variables = Object.entries(properties.Environment.Variables).map(
    ([key, value]) => [key, options.resolver.text(resource.stack, value)] as const,
  );
  return {
    id: resource.id,
    name,
    arn,
    handler: properties.Handler,
    codeDirectory,
    timeoutMs: properties.Timeout * 1000,
    memoryMb: properties.MemorySize,
    environment: options.environmentOf(name, Object.fromEntries(variables)),
  };
}
