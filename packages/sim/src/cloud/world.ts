import { join } from "node:path";
import type { Faults } from "../../../fal-sandbox/src/faults.ts";
import type { Assembly } from "../../../local/src/assembly.ts";
import { answerAws, type Services } from "../../../local/src/aws-endpoint.ts";
import { environmentOf } from "../../../local/src/edges.ts";
import { createEventBus, readRules } from "../../../local/src/events.ts";
import { type HttpApi, readHttpApis } from "../../../local/src/http/api.ts";
import { LOCAL_PLACE, physicalName } from "../../../local/src/names.ts";
import { createResolver } from "../../../local/src/resolve.ts";
import type { BucketStore } from "../../../local/src/s3/index.ts";
import { s3Listener } from "../../../local/src/s3/server.ts";
import { type Schedules, startSchedules } from "../../../local/src/schedules.ts";
import { openTables, type TableService } from "../../../local/src/table.ts";
import { type AppTemplate, readTemplate } from "../../../local/src/template.ts";
import type { EventLog } from "../event-log.ts";
import type { Actor, Gate } from "../gate.ts";
import { createSmallArtist } from "./artist.ts";
import type { AwsServices } from "./aws-calls.ts";
import { Containers } from "./containers.ts";
import { findDefinitions } from "./definitions.ts";
import { bucketHost, CREDENTIALS, edgesOf, openBucket, URLS, webhookHost } from "./edges.ts";
import { exchange } from "./exchange.ts";
import { type Fal, openFal } from "./fal.ts";
import { createSimFunctions } from "./functions.ts";
import { answerHttp } from "./http-apis.ts";
import { openStates, type SimStates } from "./machines.ts";
import { fetchOf, type Host } from "./network.ts";
import { FunctionOutput, surroundingsFor } from "./surroundings.ts";

export interface WorldOptions {
  root: string;
  assembly: Assembly;
  dataDir: string;
  gate: Gate;
  log: EventLog;
  fal: { concurrency: number; latencyMs: number; latencySpread: number; faults: Faults };
  sidePixels: number;
  perFunctionMax: number;
}

/** The product's template, running in this process on a gate. */
export interface World {
  tables: TableService;
  tableName: string;
  bucket: BucketStore;
  fal: Fal;
  states: SimStates;
  output: FunctionOutput;
  /** One call of the public API, on behalf of a person. */
  api(call: ApiCall): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): void;
}

export interface ApiCall {
  method: string;
  path: string;
  person: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Opens everything that the template describes; needs the clock to move, for the table comes up by a timer. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { assembly, dataDir, gate, log } = options;
  const template = readTemplate(assembly);
  const apiUrl = (api: { id: string }) => (isWebhookApi(template, api.id) ? URLS.webhook : URLS.api);
  const resolver = createResolver({ template, place: LOCAL_PLACE, apiUrl });
  const source = { template, resolver, place: LOCAL_PLACE };
  const tables = await openTables({ template, resolver });
  const bucket = await openBucket();
  const place = { dataDir: join(dataDir, "fal"), url: URLS.fal, foreignUrl: URLS.foreignFal };
  const fal = await openFal({ ...options.fal, ...place, artist: createSmallArtist(options) });
  const output = new FunctionOutput();
  const s3 = s3Listener({ store: bucket, credentials: CREDENTIALS });
  const late: { services?: Services } = {};
  const services: AwsServices = {
    json: (call) => answerAws(late.services as Services, call),
    bucket: (wire) => exchange(s3, wire),
  };
  const hosts = new Map<string, Host>();
  const containers = new Containers({
    ...options,
    surroundings: surroundingsFor({ gate, services, hosts, output }),
  });
  const find = findDefinitions({
    ...source,
    assembly,
    environmentOf: (owner) => environmentOf(owner, edgesOf(fal)),
  });
  const functions = (caller: string) =>
    createSimFunctions({ find, gate, containers, caller: serviceActor(caller) });
  const rules = readRules({ ...source, functions: functions("events") });
  const bus = createEventBus({ rules, functions: functions("events"), place: LOCAL_PLACE });
  const states = openStates({ ...source, functions: functions("states"), bus, log });
  late.services = { states: states.service, tables, bus, parameters: new Map() };
  const apis = readHttpApis({ ...source, functions: functions("gateway") });
  const [hook, main] = [URLS.webhook, URLS.api].map((url) =>
    apiAt(apis, (api) => apiUrl(api.resource) === url),
  );
  const target = (api: HttpApi) => ({ api, functions: functions("gateway") });
  hosts.set(URLS.fal, fal.host).set(URLS.foreignFal, fal.host).set(URLS.bucket, bucketHost(services.bucket));
  hosts.set(URLS.webhook, webhookHost(target(hook as HttpApi)));
  globalThis.fetch = fetchOf(serviceActor("fal"), { gate, hosts });
  const schedules = startSchedules({ rules, functions: functions("schedule"), place: LOCAL_PLACE });
  return {
    ...{ tables, bucket, fal, states, output, tableName: tableNameOf(template) },
    api: (call) => callApi(target(main as HttpApi), call),
    close: () => close({ schedules, fal, states }),
  };
}

/** A service as a caller: it never dies. */
function serviceActor(name: string): Actor {
  return { name, isDead: false, die: () => undefined, outages: new Set() };
}

async function callApi(
  target: Parameters<typeof answerHttp>[0],
  { method, path, person, body, headers }: ApiCall,
) {
  const wire = {
    ...{ method, url: path, person, body: Buffer.from(body === undefined ? "" : JSON.stringify(body)) },
    headers: { host: new URL(URLS.api).host, "content-type": "application/json", ...headers },
  };
  const answer = await answerHttp(target, wire);
  return {
    status: answer.status,
    body: JSON.parse(answer.body.toString() || "{}") as Record<string, unknown>,
  };
}

function apiAt(apis: HttpApi[], isWanted: (api: HttpApi) => boolean): HttpApi {
  const found = apis.find(isWanted);
  if (!found) throw new Error("The template lacks the public API or the one for webhooks");
  return found;
}

function close({ schedules, fal, states }: { schedules: Schedules; fal: Fal; states: SimStates }): void {
  schedules.stop();
  fal.stop();
  states.close();
}

function isWebhookApi(template: AppTemplate, id: string): boolean {
  return !template
    .ofType("AWS::ApiGatewayV2::Authorizer")
    .some(
      ({ stack, properties }) => `${stack}.${(properties.ApiId as { Ref?: string } | undefined)?.Ref}` === id,
    );
}

function tableNameOf(template: AppTemplate): string {
  const [table] = template.ofType("AWS::DynamoDB::Table");
  if (!table) throw new Error("The template has no table");
  return physicalName(table);
}
