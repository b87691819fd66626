import { join } from "node:path";
import type { Assembly } from "./assembly.ts";
import { type Services, startAwsEndpoint } from "./aws-endpoint.ts";
import { closeAll } from "./close-all.ts";
import { type Edges, environmentOf } from "./edges.ts";
import { createEventBus, type EventBus, readRules } from "./events.ts";
import { type HttpApi, readHttpApis } from "./http/api.ts";
import type { Issuer } from "./http/issuer.ts";
import { type ApiParts, startHttpApi } from "./http/server.ts";
import { createFunctions, type Functions } from "./lambda/functions.ts";
import type { Runtime } from "./lambda/runtime.ts";
import type { Meter } from "./meter.ts";
import type { Place } from "./names.ts";
import { startPolling } from "./polling.ts";
import type { Ports } from "./ports.ts";
import { createResolver, type Resolver } from "./resolve.ts";
import { startSchedules } from "./schedules.ts";
import { startStates } from "./states/index.ts";
import { openTables } from "./table.ts";
import type { AppTemplate } from "./template.ts";

export interface ProductOptions {
  assembly: Assembly;
  template: AppTemplate;
  place: Place;
  dataDir: string;
  meter: Meter;
  ports: Ports;
  runtime: Runtime;
  issuer: Issuer;
  edges: Omit<Edges, "awsUrl">;
  speed?: number | undefined;
  log(line: string): void;
}

/** The template, running. */
export interface Product {
  /** The endpoint of all AWS services. */
  awsUrl: string;
  apiUrl: string;
  webhookUrl: string;
  token(person?: string): Promise<string>;
  invoke(functionId: string, event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

type Closing = { close(): Promise<void> }[];

/** Starts all that the template describes. Listeners come first, because resolved values hold their URLs. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const closing: Closing = [];
  try {
    return await start(options, closing);
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

async function start(options: ProductOptions, closing: Closing): Promise<Product> {
  const { template, place, ports, meter } = options;
  const late = lateParts();
  const endpoint = await ports.open("aws", (port) => startAwsEndpoint({ services: late.services, port }));
  closing.push(endpoint);
  const urls = await openApiListeners(options, { late, closing });
  const apiUrl = (api: { id: string }) => urls.get(api.id) ?? "";
  const resolver = createResolver({ template, place, apiUrl });
  const tables = await openTables({ template, resolver, meter, directory: join(options.dataDir, "table") });
  closing.push(tables);
  const edges: Edges = { ...options.edges, awsUrl: endpoint.url };
  const functions = createFunctions({
    ...options,
    resolver,
    environmentOf: (owner) => environmentOf(owner, edges),
  });
  const rules = readRules({ template, resolver, place, functions });
  const bus = createEventBus({ rules, functions, place });
  const states = startStates({ ...options, resolver, functions, bus });
  const apis = readHttpApis({ template, resolver, place, functions });
  late.fill({
    services: { states: states.service, tables, bus, parameters: parametersOf(template, resolver) },
    apis: new Map(apis.map((api) => [api.resource.id, { api, functions, issuer: options.issuer, meter }])),
  });
  closing.push(functions, states);
  startTimers(options, { functions, bus, closing, rules });
  await states.abortLeftovers();
  return publicFace(options, {
    ...{ apis, apiUrl, functions, awsUrl: endpoint.url },
    close: () => closeAll(closing),
  });
}

// Requests that arrive before everything stands are answered 500 by the listener.
function lateParts() {
  let parts: { services: Services; apis: Map<string, ApiParts> } | undefined;
  const filled = () => {
    if (!parts) throw new Error("The local cloud is still starting");
    return parts;
  };
  return {
    fill: (value: NonNullable<typeof parts>) => {
      parts = value;
    },
    services: () => filled().services,
    api: (id: string): ApiParts => {
      const found = filled().apis.get(id);
      if (!found) throw new Error(`No API ${id}`);
      return found;
    },
  };
}

async function openApiListeners(
  { template, ports }: ProductOptions,
  { late, closing }: { late: ReturnType<typeof lateParts>; closing: Closing },
): Promise<Map<string, string>> {
  const urls = new Map<string, string>();
  for (const { id } of template.ofType("AWS::ApiGatewayV2::Api")) {
    const name = isPublicApi(template, id) ? "api" : id;
    const listener = await ports.open(name, (port) => startHttpApi({ parts: () => late.api(id), port }));
    closing.push(listener);
    urls.set(id, listener.url);
  }
  return urls;
}

/** The API that people use is the one with an authorizer; the other receives webhooks. */
function isPublicApi(template: AppTemplate, id: string): boolean {
  return template
    .ofType("AWS::ApiGatewayV2::Authorizer")
    .some(
      ({ stack, properties }) => `${stack}.${(properties.ApiId as { Ref?: string } | undefined)?.Ref}` === id,
    );
}

function startTimers(
  { place, speed, edges, log }: ProductOptions,
  parts: { functions: Functions; bus: EventBus; closing: Closing; rules: ReturnType<typeof readRules> },
): void {
  const { functions, rules, closing } = parts;
  const schedules = startSchedules({ rules, functions, place, speed });
  closing.push({ close: async () => schedules.stop() });
  if (edges.fal.needsPolling) closing.push(startPolling({ rules, functions, log }));
}

function parametersOf(template: AppTemplate, resolver: Resolver): Map<string, string> {
  return new Map(
    template.ofType("AWS::SSM::Parameter").map((resource) => {
      const { Name, Value } = resource.properties;
      return [resolver.text(resource.stack, Name), resolver.text(resource.stack, Value)];
    }),
  );
}

function publicFace(
  { issuer, template }: ProductOptions,
  parts: {
    apis: HttpApi[];
    apiUrl(api: { id: string }): string;
    functions: Functions;
    awsUrl: string;
    close(): Promise<void>;
  },
): Product {
  const main = parts.apis.find(({ resource }) => isPublicApi(template, resource.id));
  const webhook = parts.apis.find((api) => api !== main);
  const rule = main?.routes.find(({ jwt }) => jwt)?.jwt;
  return {
    awsUrl: parts.awsUrl,
    apiUrl: main ? parts.apiUrl(main.resource) : "",
    webhookUrl: webhook ? parts.apiUrl(webhook.resource) : "",
    token: async (person = "dev") => {
      if (!rule) throw new Error("No route of the template asks for a token");
      return await issuer.sign({ rule, person });
    },
    invoke: async (functionId, event) => {
      const outcome = await parts.functions.invoke(functionId, event);
      if (outcome.ok) return outcome.payload;
      throw Object.assign(new Error(outcome.error.errorMessage), { name: outcome.error.errorType });
    },
    close: parts.close,
  };
}
