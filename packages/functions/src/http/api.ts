import { withActor } from "@likeness/core/actor";
import { LikenessError } from "@likeness/core/errors";
import middy from "@middy/core";
import * as z from "zod";
import { jsonBody } from "./body.ts";
import type { HttpAnswer, HttpEvent } from "./event.ts";
import { problems } from "./problem.ts";

export interface Parts<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** Path parameters. */
  path?: P;
  /** Query parameters; unknown ones are refused. */
  query?: Q;
  /** JSON body; read only when given. */
  body?: B;
}

export interface Request<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  path: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  header: (name: string) => string | undefined;
  requestId: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/**
 * A route's handler: parses path, query and body, runs `handle` on behalf of the token's subject and answers JSON;
 * everything thrown becomes a problem document.
 */
export function api<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(parts: Parts<P, Q, B>, handle: (request: Request<P, Q, B>) => Promise<Reply>) {
  const run = async (event: HttpEvent): Promise<HttpAnswer> => {
    const request = {
      path: (parts.path ?? nothing).parse(event.pathParameters ?? {}) as z.output<P>,
      query: (parts.query ?? nothing).parse(event.queryStringParameters ?? {}) as z.output<Q>,
      body: (parts.body ? parts.body.parse(jsonBody(event)) : {}) as z.output<B>,
      header: (name: string) => event.headers[name.toLowerCase()],
      requestId: event.requestContext.requestId,
    };
    return json(await withActor({ person: personOf(event) }, () => handle(request)));
  };
  return middy<HttpEvent, HttpAnswer>(run).use(problems());
}

function json({ status = 200, headers = {}, body }: Reply): HttpAnswer {
  return {
    statusCode: status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}

/** The authorizer has verified the token; a token without a subject names nobody. */
function personOf(event: HttpEvent): string {
  const subject = event.requestContext.authorizer?.jwt?.claims.sub;
  if (typeof subject === "string" && subject !== "") return subject;
  throw new LikenessError("auth", "auth.no-subject", "The token has no subject (sub).");
}
