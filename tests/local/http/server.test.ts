import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openIssuer } from "../../../packages/local/src/http/issuer.ts";
import { arnOf } from "../support/machine.ts";
import { runStack, temporaryFolder } from "../support/product.ts";

interface GatewayEvent {
  headers: Record<string, string>;
  requestContext: { authorizer?: { jwt: { claims: Record<string, string>; scopes: unknown } } };
}

const RULE = { issuer: "https://issuer.example", audience: ["likeness"] };
const FUNCTIONS = {
  Echo: { code: "export const handler = async (event: any) => event;" },
  Answer: { code: "export const handler = async (event: any) => JSON.parse(event.body);" },
  Slow: { code: "export const handler = async () => new Promise((resolve) => setTimeout(resolve, 5_000));" },
  Broken: { code: "export const handler = async () => { throw new Error('secret detail'); };" },
};

const route = (key: string, { integration, jwt = false }: { integration: string; jwt?: boolean }) => ({
  Type: "AWS::ApiGatewayV2::Route",
  Properties: {
    ApiId: { Ref: "Api" },
    RouteKey: key,
    Target: { "Fn::Join": ["", ["integrations/", { Ref: integration }]] },
    ...(jwt ? { AuthorizationType: "JWT", AuthorizerId: { Ref: "Jwt" } } : { AuthorizationType: "NONE" }),
  },
});

const integration = (name: string, rest: Record<string, unknown> = {}) => ({
  Type: "AWS::ApiGatewayV2::Integration",
  Properties: {
    ApiId: { Ref: "Api" },
    IntegrationType: "AWS_PROXY",
    IntegrationUri: arnOf(name),
    PayloadFormatVersion: "2.0",
    ...rest,
  },
});

const STACK = {
  functions: FUNCTIONS,
  resources: {
    Api: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: {
        ProtocolType: "HTTP",
        CorsConfiguration: {
          AllowOrigins: ["https://studio.example"],
          AllowMethods: ["GET", "POST"],
          AllowHeaders: ["*"],
          MaxAge: 60,
        },
      },
    },
    Jwt: {
      Type: "AWS::ApiGatewayV2::Authorizer",
      Properties: {
        ApiId: { Ref: "Api" },
        AuthorizerType: "JWT",
        IdentitySource: ["$request.header.Authorization"],
        JwtConfiguration: { Issuer: RULE.issuer, Audience: RULE.audience },
      },
    },
    ToEcho: integration("Echo"),
    ToAnswer: integration("Answer"),
    ToSlow: integration("Slow", { TimeoutInMillis: 50 }),
    ToBroken: integration("Broken"),
    R1: route("POST /open/{id}", { integration: "ToEcho" }),
    R2: route("GET /closed", { integration: "ToEcho", jwt: true }),
    R3: route("POST /answer", { integration: "ToAnswer" }),
    R4: route("GET /slow", { integration: "ToSlow" }),
    R5: route("GET /broken", { integration: "ToBroken" }),
  },
};

describe("an HTTP API of the template", () => {
  test("hands a function the event of payload format 2.0", async () => {
    const { apiUrl } = await runStack(STACK);
    const response = await fetch(`${apiUrl}/open/caf%C3%A9?a=1&b=x&a=2`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "one=1; two=2", "X-Custom": "yes" },
      body: '{"hello":"wörld"}',
    });
    const event = (await response.json()) as GatewayEvent;
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "POST /open/{id}",
      rawQueryString: "a=1&b=x&a=2",
      pathParameters: { id: "café" },
      queryStringParameters: { a: "1,2", b: "x" },
      cookies: ["one=1", "two=2"],
      headers: { "x-custom": "yes" },
      body: '{"hello":"wörld"}',
      isBase64Encoded: false,
      requestContext: { http: { method: "POST" }, stage: "$default" },
    });
    expect(event.headers.cookie).toBeUndefined();
    expect(event.requestContext.authorizer).toBeUndefined();
  });

  test("hands binary bodies over in base64", async () => {
    const { apiUrl } = await runStack(STACK);
    const bytes = randomBytes(64);
    const headers = { "content-type": "image/png" };
    const event = await (await fetch(`${apiUrl}/open/1`, { method: "POST", headers, body: bytes })).json();
    expect(event).toMatchObject({ isBase64Encoded: true, body: bytes.toString("base64") });
  });

  test("lets in a good token with its claims as text, and answers 401 to any other", async () => {
    const product = await runStack(STACK);
    const ask = async (authorization?: string) =>
      await fetch(`${product.apiUrl}/closed`, authorization ? { headers: { authorization } } : {});
    const good = await product.token("person-1");
    const welcome = (await (await ask(`Bearer ${good}`)).json()) as GatewayEvent;
    const { claims, scopes } = welcome.requestContext.authorizer?.jwt ?? {};
    expect(claims).toMatchObject({ sub: "person-1", iss: RULE.issuer, exp: expect.stringMatching(/^\d+$/) });
    expect(scopes).toBeNull();
    const sign = (rule: Partial<typeof RULE>, expiresInSeconds?: number) =>
      product.issuer.sign({
        rule: { ...RULE, ...rule },
        person: "p",
        ...(expiresInSeconds ? { expiresInSeconds } : {}),
      });
    const stranger = await openIssuer(`${temporaryFolder()}/issuer.json`);
    const refused = [
      undefined,
      "Bearer nonsense",
      `Bearer ${good.slice(0, -4)}AAAA`,
      `Bearer ${await sign({ issuer: "https://other.example" })}`,
      `Bearer ${await sign({ audience: ["someone-else"] })}`,
      `Bearer ${await sign({}, -60)}`,
      `Bearer ${await stranger.sign({ rule: RULE, person: "p" })}`,
    ];
    for (const header of refused) {
      const response = await ask(header);
      expect(response.status, header).toBe(401);
      expect(await response.json()).toEqual({ message: "Unauthorized" });
    }
  });

  test("turns the function's answer into the response, cookies and binary bodies too", async () => {
    const { apiUrl } = await runStack(STACK);
    const answer = (value: unknown) =>
      fetch(`${apiUrl}/answer`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(value),
      });
    const png = randomBytes(16);
    const full = await answer({
      statusCode: 201,
      headers: { Location: "/somewhere", "Content-Type": "image/png" },
      cookies: ["a=1", "b=2"],
      body: png.toString("base64"),
      isBase64Encoded: true,
    });
    expect(full.status).toBe(201);
    expect(full.headers.get("location")).toBe("/somewhere");
    expect(full.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(Buffer.from(await full.arrayBuffer())).toEqual(png);
    const plain = await answer({ any: "thing" });
    expect([plain.status, plain.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await plain.json()).toEqual({ any: "thing" });
    expect((await answer({ statusCode: "many" })).status).toBe(500);
  });

  test("answers as the gateway does when the route, the size, the time or the function is wrong", async () => {
    const { apiUrl } = await runStack(STACK);
    const big = {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: "x".repeat(10 * 1024 * 1024 + 1),
    };
    const answers = {
      notFound: await fetch(`${apiUrl}/nowhere`),
      wrongMethod: await fetch(`${apiUrl}/slow`, { method: "POST" }),
      tooLarge: await fetch(`${apiUrl}/open/1`, big),
      tooSlow: await fetch(`${apiUrl}/slow`),
      broken: await fetch(`${apiUrl}/broken`),
    };
    const seen = await Promise.all(
      Object.entries(answers).map(async ([name, each]) => [
        name,
        each.status,
        ((await each.json()) as { message: string }).message,
      ]),
    );
    expect(seen).toEqual([
      ["notFound", 404, "Not Found"],
      ["wrongMethod", 404, "Not Found"],
      ["tooLarge", 413, "Request Entity Too Large"],
      ["tooSlow", 503, "Service Unavailable"],
      ["broken", 500, "Internal Server Error"],
    ]);
  });

  test("answers preflights itself, for allowed origins only", async () => {
    const { apiUrl, meter } = await runStack(STACK);
    const preflight = (origin: string) =>
      fetch(`${apiUrl}/closed`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "GET" },
      });
    const allowed = await preflight("https://studio.example");
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://studio.example");
    expect(allowed.headers.get("access-control-allow-methods")).toBe("GET,POST");
    const foreign = await preflight("https://evil.example");
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    expect(meter.read().functions).toEqual({});
  });
});
