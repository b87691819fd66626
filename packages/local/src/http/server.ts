import type { IncomingMessage } from "node:http";
import type { Functions } from "../lambda/functions.ts";
import type { Outcome } from "../lambda/outcome.ts";
import { type Listener, listen, readBody } from "../listener.ts";
import type { Meter } from "../meter.ts";
import type { ApiRoute, HttpApi } from "./api.ts";
import { verifyToken } from "./authorizer.ts";
import { corsHeaders, preflightReply } from "./cors.ts";
import { httpEvent } from "./event.ts";
import type { Issuer } from "./issuer.ts";
import { messageReply, type Reply, replyFrom } from "./reply.ts";
import { chooseRoute } from "./route-pattern.ts";

/** What an API needs once everything is started; asked for at every request. */
export interface ApiParts {
  api: HttpApi;
  functions: Functions;
  issuer: Issuer;
  meter: Meter;
}

const BODY_MAX_BYTES = 10 * 1024 * 1024;

/** Serves one HTTP API on a port of its own, with API Gateway's limits and answers. */
export function startHttpApi({
  parts,
  port,
}: {
  parts(): ApiParts;
  port?: number | undefined;
}): Promise<Listener> {
  return listen({ port }, async (request, response) => {
    const { api, ...rest } = parts();
    rest.meter.countHttpRequest();
    const reply = await answer(request, { api, ...rest });
    const cors = api.cors ? corsHeaders(api.cors, request.headers) : {};
    response.writeHead(reply.status, { ...reply.headers, ...cors, "content-length": reply.body.length });
    response.end(request.method === "HEAD" ? undefined : reply.body);
  });
}

async function answer(request: IncomingMessage, parts: ApiParts): Promise<Reply> {
  const { api, functions, issuer } = parts;
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const method = request.method ?? "GET";
  const isPreflight = method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  if (api.cors && isPreflight) return preflightReply(api.cors, request.headers);
  const body = await readBody(request, BODY_MAX_BYTES);
  if (!body) return messageReply(413, "Request Entity Too Large");
  const chosen = chooseRoute(api.routes, { method, path: url.pathname });
  if (!chosen) return messageReply(404, "Not Found");
  const { route, parameters } = chosen;
  const claims = route.jwt && (await verifyToken(request.headers.authorization, { rule: route.jwt, issuer }));
  if (route.jwt && !claims) return unauthorized();
  const event = httpEvent({
    request,
    body,
    url,
    apiId: api.apiId,
    routeKey: route.routeKey,
    parameters,
    claims,
  });
  const outcome = await inTime(functions.invoke(route.functionArn, event), route);
  if (!outcome) return messageReply(503, "Service Unavailable");
  return outcome.ok ? replyFrom(outcome.payload) : messageReply(500, "Internal Server Error");
}

function unauthorized(): Reply {
  const reply = messageReply(401, "Unauthorized");
  return { ...reply, headers: { ...reply.headers, "www-authenticate": "Bearer" } };
}

async function inTime(work: Promise<Outcome>, { timeoutMs }: ApiRoute): Promise<Outcome | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
