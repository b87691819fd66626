import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import * as z from "zod";
import type { EventBus } from "./events.ts";
import { type Listener, listen, readBody } from "./listener.ts";
import { ServiceError } from "./service-error.ts";
import type { StatesService } from "./states/service.ts";
import type { TableService } from "./table.ts";

/** What stands behind the one endpoint. */
export interface Services {
  states: StatesService;
  tables: TableService;
  bus: EventBus;
  /** Values of the template's SSM parameters by name. */
  parameters: Map<string, string>;
}

/** An answer of one of the services, ready to be sent. */
export type AwsAnswer = { status: number; headers: Record<string, string>; body: string };

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Serves AWS's JSON protocols on one port, told apart by X-Amz-Target; unmodified SDK clients find it by AWS_ENDPOINT_URL. */
export function startAwsEndpoint({
  services,
  port,
}: {
  services(): Services;
  port?: number;
}): Promise<Listener> {
  return listen({ port }, async (request, response) => {
    const sent = (await readBody(request, MAX_BODY_BYTES))?.toString("utf8") ?? "";
    const target = String(request.headers["x-amz-target"] ?? "");
    const { status, headers, body } = await answerAws(services(), {
      target,
      headers: request.headers,
      body: sent,
    });
    response.writeHead(status, { "x-amzn-requestid": randomUUID(), ...headers });
    response.end(body);
  });
}

/** One call of AWS's JSON protocols: `target` is X-Amz-Target, such as `DynamoDB_20120810.GetItem`. Never rejects. */
export async function answerAws(
  services: Services,
  { target, headers, body }: { target: string; headers: IncomingHttpHeaders; body: string },
): Promise<AwsAnswer> {
  try {
    const [service = "", operation = ""] = target.split(".");
    if (service === "DynamoDB_20120810") return await services.tables.handle({ operation, body, headers });
    const result = await dispatch(services, { service, operation, body: JSON.parse(body || "{}") });
    const version = service === "AWSStepFunctions" ? "1.0" : "1.1";
    return json(200, { version, value: result });
  } catch (thrown) {
    return failure(thrown);
  }
}

async function dispatch(
  { states, bus, parameters }: Services,
  { service, operation, body }: { service: string; operation: string; body: unknown },
): Promise<unknown> {
  switch (`${service}.${operation}`) {
    case "AWSEvents.PutEvents":
      return putEvents(bus, body);
    case "AmazonSSM.GetParameters":
      return getParameters(parameters, body);
    case "AmazonSSM.GetParametersByPath":
      return getParametersByPath(parameters, body);
    default:
      if (service === "AWSStepFunctions") return await states(operation, body);
      throw new ServiceError("UnknownOperationException", `${service}.${operation} is not served here`);
  }
}

const PutEvents = z.looseObject({
  Entries: z.array(
    z.looseObject({
      Source: z.string(),
      DetailType: z.string(),
      Detail: z.string(),
      Resources: z.array(z.string()).optional(),
    }),
  ),
});

function putEvents(bus: EventBus, body: unknown) {
  const { Entries } = PutEvents.parse(body);
  for (const { Source, DetailType, Detail, Resources } of Entries)
    void bus.emit({
      source: Source,
      "detail-type": DetailType,
      detail: JSON.parse(Detail),
      resources: Resources ?? [],
    });
  return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) };
}

function getParameters(parameters: Map<string, string>, body: unknown) {
  const { Names } = z.looseObject({ Names: z.array(z.string()) }).parse(body);
  return {
    Parameters: Names.flatMap((Name) =>
      parameters.has(Name) ? [{ Name, Value: parameters.get(Name) }] : [],
    ),
    InvalidParameters: Names.filter((Name) => !parameters.has(Name)),
  };
}

function getParametersByPath(parameters: Map<string, string>, body: unknown) {
  const { Path } = z.looseObject({ Path: z.string() }).parse(body);
  const found = [...parameters].filter(([name]) => name.startsWith(Path));
  return { Parameters: found.map(([Name, Value]) => ({ Name, Value })) };
}

function failure(thrown: unknown): AwsAnswer {
  if (thrown instanceof ServiceError)
    return json(400, { version: "1.0", value: { __type: thrown.name, message: thrown.message } });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return json(500, { version: "1.0", value: { __type: "InternalServerException", message } });
}

function json(status: number, { version, value }: { version: string; value: unknown }): AwsAnswer {
  return {
    status,
    headers: { "content-type": `application/x-amz-json-${version}` },
    body: JSON.stringify(value ?? {}),
  };
}
