import type { IncomingHttpHeaders } from "node:http";
import * as z from "zod";
import type { Reply } from "./reply.ts";

const Rule = z.looseObject({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.boolean().default(false),
  MaxAge: z.number().optional(),
});

/** The CorsConfiguration of an API. */
export type CorsRule = z.infer<typeof Rule>;

/** Undefined when the API has none: then browsers are refused, as in the cloud. */
export function readCorsRule(value: unknown): CorsRule | undefined {
  return value === undefined ? undefined : Rule.parse(value);
}

/** The answer to a preflight, which never reaches a function. */
export function preflightReply(rule: CorsRule, headers: IncomingHttpHeaders): Reply {
  const origin = originHeaders(rule, headers.origin);
  if (Object.keys(origin).length === 0) return { status: 204, headers: {}, body: Buffer.alloc(0) };
  return {
    status: 204,
    headers: {
      ...origin,
      "access-control-allow-methods": rule.AllowMethods.join(","),
      "access-control-allow-headers": rule.AllowHeaders.join(","),
      ...(rule.MaxAge === undefined ? {} : { "access-control-max-age": String(rule.MaxAge) }),
    },
    body: Buffer.alloc(0),
  };
}

/** Headers added to every answer for an allowed origin. */
export function corsHeaders(rule: CorsRule, headers: IncomingHttpHeaders): Record<string, string> {
  const origin = originHeaders(rule, headers.origin);
  if (Object.keys(origin).length === 0 || rule.ExposeHeaders.length === 0) return origin;
  return { ...origin, "access-control-expose-headers": rule.ExposeHeaders.join(",") };
}

function originHeaders(rule: CorsRule, origin: string | undefined): Record<string, string> {
  if (!origin) return {};
  const credentials: Record<string, string> = rule.AllowCredentials
    ? { "access-control-allow-credentials": "true" }
    : {};
  if (rule.AllowOrigins.includes("*")) return { "access-control-allow-origin": "*", ...credentials };
  if (!rule.AllowOrigins.includes(origin)) return {};
  return { "access-control-allow-origin": origin, vary: "Origin", ...credentials };
}
