import type { HttpApi } from "../../../local/src/http/api.ts";
import { httpEvent } from "../../../local/src/http/event.ts";
import { messageReply, type Reply, replyFrom } from "../../../local/src/http/reply.ts";
import { chooseRoute } from "../../../local/src/http/route-pattern.ts";
import type { Functions } from "../../../local/src/lambda/functions.ts";
import { sleep } from "../process/clock.ts";
import { type Answer, requestOf, type Wire } from "./exchange.ts";

/**
 * One HTTP API of the template as a function: its routes, events and time limit. `person` is the subject of a token that
 * the authorizer would have accepted; verifying it is API Gateway's part.
 */
export async function answerHttp(
  { api, functions }: { api: HttpApi; functions: Functions },
  wire: Wire & { person?: string | undefined },
): Promise<Answer> {
  const url = new URL(wire.url, "http://127.0.0.1");
  const chosen = chooseRoute(api.routes, { method: wire.method, path: url.pathname });
  if (!chosen) return answerOf(messageReply(404, "Not Found"));
  const { route, parameters } = chosen;
  if (route.jwt && wire.person === undefined) return answerOf(messageReply(401, "Unauthorized"));
  const event = httpEvent({
    request: requestOf(wire),
    body: wire.body,
    url,
    apiId: api.apiId,
    routeKey: route.routeKey,
    parameters,
    claims: wire.person === undefined ? undefined : { sub: wire.person },
  });
  const limit = new AbortController();
  const late = sleep(route.timeoutMs, limit.signal).catch(() => undefined);
  const outcome = await Promise.race([functions.invoke(route.functionArn, event), late]);
  limit.abort();
  if (!outcome) return answerOf(messageReply(503, "Service Unavailable"));
  return answerOf(outcome.ok ? replyFrom(outcome.payload) : messageReply(500, "Internal Server Error"));
}

function answerOf({ status, headers, body }: Reply): Answer {
  const plain = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { status, headers: Object.fromEntries(plain), body };
}
