import { beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { HTTP_STATUS, inputError, LikenessError, notFound } from "../../../packages/core/src/errors.ts";
import { api } from "../../../packages/functions/src/http/api.ts";
import type { HttpEvent } from "../../../packages/functions/src/http/event.ts";

beforeAll(() => vi.stubEnv("LOG_LEVEL", "SILENT"));

const event = (change: Record<string, unknown> = {}) =>
  ({
    headers: {},
    pathParameters: {},
    queryStringParameters: {},
    requestContext: { requestId: "req-1", authorizer: { jwt: { claims: { sub: "ada" } } } },
    ...change,
  }) as unknown as HttpEvent;
const context = {} as never;

async function answerTo(error: unknown, change: Record<string, unknown> = {}) {
  const handler = api({}, async () => {
    throw error;
  });
  const answer = await handler(event(change), context);
  return { ...answer, body: JSON.parse(String(answer.body)) as Record<string, unknown> };
}

describe("an error at the edge", () => {
  it.each(Object.entries(HTTP_STATUS))("of kind %s is answered with %i", async (kind, status) => {
    const answer = await answerTo(
      new LikenessError(kind as keyof typeof HTTP_STATUS, "some.code", "some words"),
    );
    expect(answer.statusCode).toBe(status);
    expect(answer.headers?.["content-type"]).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ status, code: "some.code", requestId: "req-1" });
  });

  it("of our own shows neither message nor stack", async () => {
    for (const error of [
      new Error("password hunter2"),
      new LikenessError("internal", "config.invalid", "hunter2"),
    ]) {
      const { statusCode, body } = await answerTo(error);
      expect(statusCode).toBe(500);
      expect(JSON.stringify(body)).not.toContain("hunter2");
      expect(JSON.stringify(body)).not.toContain(".ts:");
    }
  });

  it("names every field", async () => {
    const { body } = await answerTo(inputError("x.y", [{ field: "a.0", message: "wrong" }]));
    expect(body).toMatchObject({ detail: "a.0: wrong", problems: [{ field: "a.0", message: "wrong" }] });
  });

  it("says when to come back", async () => {
    const { headers } = await answerTo(
      new LikenessError("rate", "limit", "slowly", { retryAfterSeconds: 7 }),
    );
    expect(headers?.["retry-after"]).toBe("7");
  });

  it("for the unknown and for the forbidden reads the same", async () => {
    const { body } = await answerTo(notFound("project", "prj_1"));
    expect(body).toMatchObject({ status: 404, code: "project.not-found" });
  });
});

describe("a handler", () => {
  const handler = api(
    { query: z.strictObject({ limit: z.coerce.number().optional() }), body: z.strictObject({ a: z.int() }) },
    async ({ query, body }) => ({
      body: { query, body },
    }),
  );
  const call = async (change: Record<string, unknown>) => {
    const answer = await handler(event(change), context);
    return { status: answer.statusCode, body: JSON.parse(String(answer.body)) as Record<string, unknown> };
  };

  it("parses what it is given, base64 too", async () => {
    const body = Buffer.from('{"a":1}').toString("base64");
    expect(await call({ body, isBase64Encoded: true, queryStringParameters: { limit: "3" } })).toEqual({
      status: 200,
      body: { query: { limit: 3 }, body: { a: 1 } },
    });
  });

  it("refuses unknown fields one by one", async () => {
    const { status, body } = await call({ body: '{"a":1,"b":2,"c":3}' });
    expect(status).toBe(400);
    expect(body.problems).toEqual([
      { field: "b", message: "is not known here" },
      { field: "c", message: "is not known here" },
    ]);
  });

  it("refuses a token without a subject", async () => {
    const requestContext = { requestId: "r", authorizer: { jwt: { claims: {} } } };
    expect((await call({ body: '{"a":1}', requestContext })).status).toBe(401);
  });
});
