import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { LOCAL_PLACE } from "../names.ts";
import type { PathParameters } from "./route-pattern.ts";

/** What an event is made of. */
export interface EventSource {
  request: IncomingMessage;
  body: Buffer;
  url: URL;
  apiId: string;
  routeKey: string;
  parameters: PathParameters;
  /** Claims of a verified token, all as text. */
  claims?: Record<string, string> | undefined;
}

/** API Gateway's event, payload format 2.0. */
export function httpEvent(source: EventSource): Record<string, unknown> {
  const { request, url, routeKey, parameters } = source;
  const { cookie, ...headers } = joinedHeaders(request);
  const query = joinedQuery(url.searchParams);
  return {
    version: "2.0",
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie ? { cookies: cookie.split(/; */) } : {}),
    headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    ...(Object.keys(parameters).length > 0 ? { pathParameters: parameters } : {}),
    requestContext: requestContext(source, headers),
    ...bodyOf(source.body, headers["content-type"]),
  };
}

function requestContext(
  { request, url, apiId, routeKey, claims }: EventSource,
  headers: Record<string, string>,
): Record<string, unknown> {
  const now = new Date();
  return {
    accountId: LOCAL_PLACE.accountId,
    apiId,
    ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
    domainName: headers.host ?? "127.0.0.1",
    domainPrefix: apiId,
    http: {
      method: request.method ?? "GET",
      path: url.pathname,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
      userAgent: headers["user-agent"] ?? "",
    },
    requestId: randomUUID(),
    routeKey,
    stage: "$default",
    time: now.toUTCString(),
    timeEpoch: now.getTime(),
  };
}

function joinedHeaders({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = rawHeaders[index + 1] ?? "";
    const separator = name === "cookie" ? "; " : ",";
    headers[name] = headers[name] === undefined ? value : `${headers[name]}${separator}${value}`;
  }
  return headers;
}

function joinedQuery(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(",")]),
  );
}

function bodyOf(body: Buffer, contentType = ""): Record<string, unknown> {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = /^(text\/|application\/(json|xml|javascript)\b|application\/[\w.+-]+\+(json|xml)\b)/.test(
    contentType,
  );
  return isText
    ? { body: body.toString("utf8"), isBase64Encoded: false }
    : { body: body.toString("base64"), isBase64Encoded: true };
}
