import { Readable } from "node:stream";
import type { AwsAnswer } from "../../../local/src/aws-endpoint.ts";
import type { Actor, Gate, Service } from "../gate.ts";
import type { Answer, Wire } from "./exchange.ts";

/** The services behind the SDK's clients, as functions. */
export interface AwsServices {
  json(call: { target: string; headers: Record<string, string>; body: string }): Promise<AwsAnswer>;
  bucket(wire: Wire): Promise<Answer>;
}

/** What the SDK hands to its HTTP handler. */
interface SdkRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** Takes the place of the SDK's HTTP handler: the same requests, signed and retried by the SDK, without a socket. */
export function requestHandlerFor(actor: Actor, { gate, services }: { gate: Gate; services: AwsServices }) {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
    handle: async (request: SdkRequest) => {
      const headers = lowerCase(request.headers);
      const target = headers["x-amz-target"];
      const call = target ? jsonCall({ target, headers, request }) : bucketCall({ headers, request });
      const answer = await gate.call<Answer>({
        actor,
        service: call.service,
        label: call.label,
        perform: () => call.perform(services),
        refuse: (how) => (how === "reset" ? reset() : call.refuse(how)),
        describe: (given) => call.describe(given as Answer),
      });
      const { status: statusCode, headers: sent, body } = answer;
      return { response: { statusCode, headers: sent, body: target ? body : Readable.from([body]) } };
    },
  };
}

interface Described {
  service: Service;
  label: string;
  perform(services: AwsServices): Promise<Answer>;
  refuse(how: "error" | "throttled"): Answer;
  describe(answer: Answer): string;
}

interface Source {
  headers: Record<string, string>;
  request: SdkRequest;
}

function jsonCall({ target, headers, request }: Source & { target: string }): Described {
  const body = bytesOf(request.body).toString();
  const [prefix = "", operation = ""] = target.split(".");
  const service = prefix.startsWith("DynamoDB") ? "table" : "states";
  return {
    service,
    label: `${service} ${operation}${subjectOf(body)}`,
    perform: async (services) => {
      const answer = await services.json({ target, headers, body });
      return { ...answer, body: Buffer.from(answer.body) };
    },
    refuse: (how) => {
      const type = how === "throttled" ? "ThrottlingException" : "InternalServerError";
      const value = { __type: type, message: "This fault was injected." };
      return {
        status: how === "throttled" ? 400 : 500,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: Buffer.from(JSON.stringify(value)),
      };
    },
    describe: ({ status, body: sent }) => (status === 200 ? "ok" : typeIn(sent)),
  };
}

function bucketCall({ headers, request }: Source): Described {
  const query = queryText(request.query);
  const url = query ? `${request.path}?${query}` : request.path;
  const body = bytesOf(request.body);
  const { method } = request;
  return {
    service: "bucket",
    label: `bucket ${method} ${request.path}`,
    perform: (services) => services.bucket({ method, url, headers, body }),
    refuse: (how) => {
      const code = how === "throttled" ? "SlowDown" : "InternalError";
      const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>injected</Message></Error>`;
      return {
        status: how === "throttled" ? 503 : 500,
        headers: { "content-type": "application/xml" },
        body: Buffer.from(xml),
      };
    },
    describe: ({ status }) => String(status),
  };
}

/** What a connection that breaks looks like to the SDK. */
function reset(): never {
  throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}

function bytesOf(body: unknown): Buffer {
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body === undefined || body === null) return Buffer.alloc(0);
  throw new Error("The simulated transport takes whole bodies only");
}

function typeIn(body: Buffer): string {
  const { __type: type } = JSON.parse(body.toString() || "{}") as { __type?: string };
  return type?.split("#").at(-1) ?? "failed";
}

/** The key of an item, or the name of an execution. */
function subjectOf(body: string): string {
  const parsed = JSON.parse(body || "{}") as Record<string, unknown>;
  const key = (parsed.Key ?? parsed.Item) as Record<string, { S?: string }> | undefined;
  if (key?.pk) return ` ${key.pk.S} ${key.sk?.S}`;
  return typeof parsed.name === "string" ? ` ${parsed.name}` : "";
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function queryText(query: SdkRequest["query"]): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return Object.entries(query ?? {})
    .flatMap(([name, value]) =>
      [value].flat().map((one) => (one === null ? encode(name) : `${encode(name)}=${encode(one)}`)),
    )
    .join("&");
}
