import * as z from "zod";
import type { Functions } from "../lambda/functions.ts";
import { apiId, type Place } from "../names.ts";
import type { Resolver } from "../resolve.ts";
import type { AppTemplate, Resource } from "../template.ts";
import { type JwtRule, readJwtRule } from "./authorizer.ts";
import { type CorsRule, readCorsRule } from "./cors.ts";
import { type RoutePattern, routePattern } from "./route-pattern.ts";

/** One HTTP API of the template, as its listener needs it. */
export interface HttpApi {
  resource: Resource;
  apiId: string;
  routes: ApiRoute[];
  cors?: CorsRule | undefined;
}

export interface ApiRoute extends RoutePattern {
  functionArn: string;
  timeoutMs: number;
  jwt?: JwtRule | undefined;
}

interface Source {
  template: AppTemplate;
  resolver: Resolver;
  place: Place;
  functions: Functions;
}

const Route = z.looseObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith("integrations/"),
  AuthorizationType: z.enum(["NONE", "JWT"]).default("NONE"),
  AuthorizerId: z.string().optional(),
});

const Integration = z.looseObject({
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal("2.0"),
  TimeoutInMillis: z.number().default(30_000),
});

/** Reads every HTTP API with its routes. Throws for integrations and authorizers other than Lambda (2.0) and JWT. */
export function readHttpApis(source: Source): HttpApi[] {
  return source.template.ofType("AWS::ApiGatewayV2::Api").map((resource) => ({
    resource,
    apiId: apiId(resource),
    routes: routesOf(resource, source),
    cors: readCorsRule(source.resolver.property(resource, "CorsConfiguration")),
  }));
}

function routesOf(api: Resource, source: Source): ApiRoute[] {
  return source.template.ofType("AWS::ApiGatewayV2::Route").flatMap((resource) => {
    if (source.resolver.property(resource, "ApiId") !== apiId(api)) return [];
    const route = read(resource, { schema: Route, resolver: source.resolver });
    const integrationId = route.Target.slice("integrations/".length);
    const integration = read(sibling(resource, { logicalId: integrationId, source }), {
      schema: Integration,
      resolver: source.resolver,
    });
    return [
      {
        ...routePattern(route.RouteKey),
        functionArn: source.functions.find(functionArnOf(integration.IntegrationUri)).arn,
        timeoutMs: integration.TimeoutInMillis,
        ...(route.AuthorizationType === "JWT" ? { jwt: jwtOf(resource, { route, source }) } : {}),
      },
    ];
  });
}

function jwtOf(
  resource: Resource,
  { route, source }: { route: z.infer<typeof Route>; source: Source },
): JwtRule {
  const authorizer = sibling(resource, { logicalId: route.AuthorizerId ?? "", source });
  return readJwtRule(authorizer.id, source.resolver.value(authorizer.stack, authorizer.properties));
}

function sibling(resource: Resource, { logicalId, source }: { logicalId: string; source: Source }): Resource {
  const found = source.template.find(resource.stack, logicalId);
  if (!found) throw new Error(`${resource.id} points to "${logicalId}", which is not in the template`);
  return found;
}

function read<T>(resource: Resource, { schema, resolver }: { schema: z.ZodType<T>; resolver: Resolver }): T {
  const parsed = schema.safeParse(resolver.value(resource.stack, resource.properties));
  if (!parsed.success) throw new Error(`${resource.id}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

// Either the function's ARN or the invocation path that wraps it.
function functionArnOf(uri: string): string {
  return /functions\/(arn:.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}
