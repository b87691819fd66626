import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createFalQueue, FalError, type FalErrorCode } from "../../../packages/core/src/fal/index.ts";
import { type Answer, json, type SeenRequest, serve, type TestServer } from "../../support/http-server.ts";

const REQUEST_ID = "764cabcf-b745-4b3e-ae38-1200304cf45b";
let server: TestServer | undefined;
afterEach(() => server?.close());

async function given(answer: Answer, { base = "", fetcher = fetch } = {}) {
  server = await serve(answer);
  const lines: Array<{ message: string; fields: Record<string, unknown> }> = [];
  const write = (message: string, fields: Record<string, unknown>) => lines.push({ message, fields });
  const queue = createFalQueue({
    apiKey: () => "key-id:key-secret",
    queueBaseUrl: `${server.origin}${base}`,
    restBaseUrl: server.origin,
    fetch: fetcher,
    log: { info: write, warn: write },
  });
  return { queue, server, lines };
}

function urls(origin: string) {
  const request = `${origin}/fal-ai/flux/requests/${REQUEST_ID}`;
  return { statusUrl: `${request}/status`, responseUrl: request, cancelUrl: `${request}/cancel` };
}

function accept(request: SeenRequest, response: ServerResponse) {
  const { statusUrl, responseUrl, cancelUrl } = urls(`http://${request.headers.host}`);
  json(response, 200, {
    status: "IN_QUEUE",
    request_id: REQUEST_ID,
    gateway_request_id: "gateway-1",
    status_url: statusUrl,
    response_url: responseUrl,
    cancel_url: cancelUrl,
    queue_position: 3,
  });
}

async function codeOf(work: Promise<unknown>): Promise<FalErrorCode> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FalError)) throw new Error(`expected a FalError, got ${error}`);
  return error.code;
}

const drawing = { model: "fal-ai/flux/dev", input: { prompt: "a fox" } } as const;

describe("submit", () => {
  it("sends the endpoint's path, the webhook, the headers of the queue and the input", async () => {
    const { queue, server } = await given(accept);
    const submitted = await queue.submit({
      ...drawing,
      webhookUrl: "https://hooks.example/fal/job_1/gen_1",
      startTimeoutSeconds: 600,
      storage: { expiresInSeconds: 86_400 },
      priority: "low",
    });
    expect(submitted).toEqual({
      requestId: REQUEST_ID,
      gatewayRequestId: "gateway-1",
      queuePosition: 3,
      ...urls(server.origin),
    });
    const [request] = server.seen;
    expect(request).toMatchObject({ method: "POST", path: "/fal-ai/flux/dev" });
    expect(request?.query.get("fal_webhook")).toBe("https://hooks.example/fal/job_1/gen_1");
    expect(JSON.parse(request?.body ?? "")).toEqual({ prompt: "a fox" });
    expect(request?.headers).toMatchObject({
      authorization: "Key key-id:key-secret",
      "x-fal-request-timeout": "600",
      "x-fal-queue-priority": "low",
      "x-fal-object-lifecycle-preference": '{"expiration_duration_seconds":86400}',
    });
  });

  const failures: Array<[string, Answer, FalErrorCode]> = [
    ["503 of a gateway", (_, response) => json(response, 503, "<html>busy"), "SUBMIT_UNKNOWN"],
    ["502 of a gateway", (_, response) => json(response, 502, ""), "SUBMIT_UNKNOWN"],
    ["504 of a gateway", (_, response) => json(response, 504, ""), "SUBMIT_UNKNOWN"],
    [
      "a typed 503",
      (_, response) => json(response, 503, { detail: "x", error_type: "runner_scheduling_failure" }),
      "SUBMIT_UNKNOWN",
    ],
    ["429", (_, response) => json(response, 429, { detail: "slow down" }), "RATE_LIMIT_EXCEEDED"],
    ["401", (_, response) => json(response, 401, { detail: "no" }), "AUTHENTICATION_FAILED"],
    ["403", (_, response) => json(response, 403, { detail: "locked" }), "ACCOUNT_LOCKED"],
    ["a redirect", (_, response) => json(response, 307, "", { location: "/again" }), "BAD_ANSWER"],
    ["a reset socket", (_, response) => void response.socket?.resetAndDestroy(), "SUBMIT_UNKNOWN"],
    ["an answer that breaks off", breakOff, "SUBMIT_UNKNOWN"],
    ["an answer that is not JSON", (_, response) => json(response, 200, "<html>"), "SUBMIT_UNKNOWN"],
    [
      "an answer without request id",
      (_, response) => json(response, 200, { status: "IN_QUEUE" }),
      "SUBMIT_UNKNOWN",
    ],
  ];
  it.each(failures)("makes exactly one HTTP attempt on %s", async (_, answer, code) => {
    const { queue, server } = await given(answer);
    expect(await codeOf(queue.submit(drawing))).toBe(code);
    expect(server.seen).toHaveLength(1);
  });

  it("makes exactly one HTTP attempt when no answer comes in time", async () => {
    const deadline = new AbortController();
    const impatient: typeof fetch = (address, init) => fetch(address, { ...init, signal: deadline.signal });
    const expire = () => deadline.abort(new DOMException("too late", "TimeoutError"));
    const { queue, server } = await given(expire, { fetcher: impatient });
    expect(await codeOf(queue.submit(drawing))).toBe("SUBMIT_UNKNOWN");
    expect(server.seen).toHaveLength(1);
  });

  it("gives its own deadline to the request", async () => {
    let signal: AbortSignal | null | undefined;
    const { queue } = await given(accept, {
      fetcher: (address, init) => {
        signal = init?.signal;
        return fetch(address, init);
      },
    });
    await queue.submit(drawing);
    expect(signal).toBeInstanceOf(AbortSignal);
  });

  it("knows that nothing was sent when the connection is refused", async () => {
    const { queue, server } = await given(accept);
    await server.close();
    expect(await codeOf(queue.submit(drawing))).toBe("NETWORK_ERROR");
  });

  it("passes on how long FAL asks to wait", async () => {
    const { queue } = await given((_, response) => json(response, 429, {}, { "retry-after": "7" }));
    await expect(queue.submit(drawing)).rejects.toMatchObject({
      retryAfterSeconds: 7,
      name: "FalRateLimited",
    });
  });

  it("refuses a start timeout that FAL would not take, before sending", async () => {
    const { queue, server } = await given(accept);
    await expect(queue.submit({ ...drawing, startTimeoutSeconds: 1 })).rejects.toMatchObject({
      kind: "input",
    });
    expect(server.seen).toHaveLength(0);
  });
});

function breakOff(_: SeenRequest, response: ServerResponse) {
  response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
  response.write('{"status":');
  setImmediate(() => response.socket?.resetAndDestroy());
}

describe("status", () => {
  const states: Array<[string, number, unknown, unknown]> = [
    ["in the queue", 202, { status: "IN_QUEUE", queue_position: 4 }, { state: "in-queue", position: 4 }],
    ["running", 202, { status: "IN_PROGRESS", logs: null }, { state: "in-progress" }],
    [
      "done",
      200,
      { status: "COMPLETED", metrics: { inference_time: 17.29 } },
      { state: "completed", inferenceMs: 17_290, error: null },
    ],
    ["unknown", 404, { status: "NOT_FOUND" }, { state: "not-found" }],
  ];
  it.each(states)("reads a request that is %s", async (_, code, body, expected) => {
    const { queue, server } = await given((_request, response) => json(response, code, body));
    expect(await queue.status(urls(server.origin))).toEqual(expected);
  });

  it("shows a failed request as completed with its error", async () => {
    const failed = { status: "COMPLETED", error: "gone", error_type: "client_cancelled" };
    const { queue, server } = await given((_, response) => json(response, 200, failed));
    const status = await queue.status(urls(server.origin));
    expect(status).toMatchObject({ state: "completed", error: { code: "CANCELLED" } });
  });

  it("does not take a stranger's 404 for FAL's", async () => {
    const { queue, server } = await given((_, response) => json(response, 404, "<html>not here"));
    expect(await codeOf(queue.status(urls(server.origin)))).toBe("NETWORK_ERROR");
    expect(await codeOf(queue.result(urls(server.origin)))).toBe("NETWORK_ERROR");
    expect(await codeOf(queue.cancel(urls(server.origin)))).toBe("NETWORK_ERROR");
  });

  it("takes a null error for none", async () => {
    const { queue, server } = await given((_, response) =>
      json(response, 200, { status: "COMPLETED", error: null, error_type: null, metrics: null }),
    );
    expect(await queue.status(urls(server.origin))).toEqual({
      state: "completed",
      inferenceMs: null,
      error: null,
    });
  });

  it("asks again when a gateway fails once", async () => {
    let calls = 0;
    const { queue, server } = await given((_, response) => {
      calls += 1;
      return calls === 1 ? json(response, 503, "") : json(response, 202, { status: "IN_PROGRESS" });
    });
    expect(await queue.status(urls(server.origin))).toEqual({ state: "in-progress" });
    expect(server.seen).toHaveLength(2);
  });
});

describe("result", () => {
  it("keeps a seed beyond 2^53 exactly", async () => {
    const { queue, server } = await given((_, response) =>
      json(response, 200, '{"images":[{"url":"https://v3.fal.media/a.png"}],"seed":196619188014358660}'),
    );
    expect(await queue.result(urls(server.origin))).toMatchObject({ seed: "196619188014358660" });
  });

  it("throws the model's replayed failure and does not ask again", async () => {
    const detail = [{ loc: ["body", "prompt"], msg: "flagged", type: "content_policy_violation" }];
    const { queue, server } = await given((_, response) =>
      json(response, 422, { detail }, { "x-fal-request-id": REQUEST_ID }),
    );
    await expect(queue.result(urls(server.origin))).rejects.toMatchObject({
      name: "FalContentPolicy",
      requestId: REQUEST_ID,
      statusCode: 422,
    });
    expect(server.seen).toHaveLength(1);
  });

  it("says that the result is not ready", async () => {
    const { queue, server } = await given((_, response) =>
      json(response, 400, { detail: "Request is still in progress" }),
    );
    expect(await codeOf(queue.result(urls(server.origin)))).toBe("NOT_READY");
  });

  it.each([401, 403, 429, 500, 502, 504])(
    "says only that it could not be read when HTTP %i is nothing the model answered",
    async (code) => {
      const { queue, server } = await given((request, response) =>
        request.path.endsWith("/status")
          ? json(response, 200, { status: "COMPLETED" })
          : json(response, code, "<html>"),
      );
      expect(await codeOf(queue.result(urls(server.origin)))).toBe("NETWORK_ERROR");
    },
  );

  it("believes a bare 504 when the status says that the request failed", async () => {
    const failed = { status: "COMPLETED", error: "too slow", error_type: "request_timeout" };
    const { queue, server } = await given((request, response) =>
      request.path.endsWith("/status") ? json(response, 200, failed) : json(response, 504, ""),
    );
    expect(await codeOf(queue.result(urls(server.origin)))).toBe("GENERATION_TIMEOUT");
    expect(server.seen).toHaveLength(4);
  });

  it("does not repeat a typed generation timeout", async () => {
    const detail = [{ loc: ["body"], msg: "slow", type: "generation_timeout" }];
    const { queue, server } = await given((_, response) => json(response, 504, { detail }));
    expect(await codeOf(queue.result(urls(server.origin)))).toBe("GENERATION_TIMEOUT");
    expect(server.seen).toHaveLength(1);
  });
});

describe("cancel", () => {
  const outcomes: Array<[number, unknown, string]> = [
    [200, { status: "OK" }, "cancelled"],
    [200, { success: true }, "cancelled"],
    [202, { status: "CANCELLATION_REQUESTED" }, "requested"],
    [400, { status: "ALREADY_COMPLETED" }, "already-completed"],
    [404, { status: "NOT_FOUND" }, "not-found"],
  ];
  it.each(outcomes)("reads HTTP %i %j as %s", async (code, body, expected) => {
    const { queue, server } = await given((_, response) => json(response, code, body));
    expect(await queue.cancel(urls(server.origin))).toBe(expected);
    expect(server.seen[0]).toMatchObject({
      method: "PUT",
      path: `/fal-ai/flux/requests/${REQUEST_ID}/cancel`,
    });
  });
});

describe("addresses", () => {
  it("moves FAL's public addresses onto the configured base", async () => {
    const { queue, server } = await given((_, response) => json(response, 202, { status: "IN_PROGRESS" }), {
      base: "/queue.fal.run",
    });
    await queue.status(urls("https://queue.fal.run"));
    expect(server.seen[0]?.path).toBe(`/queue.fal.run/fal-ai/flux/requests/${REQUEST_ID}/status`);
  });

  it.each([
    "https://evilfal.run",
    "http://queue.fal.run",
    "https://queue.fal.run.evil.example",
    "https://user:secret@queue.fal.run",
    "file://",
  ])("does not follow %s", async (origin) => {
    const { queue, server } = await given((_, response) => json(response, 200, {}));
    expect(await codeOf(queue.result(urls(origin)))).toBe("BAD_ANSWER");
    expect(server.seen).toHaveLength(0);
  });
});

describe("upload", () => {
  it("stores the bytes where FAL says, without the key, and answers their public URL", async () => {
    const { queue, server } = await given((request, response) => {
      if (request.method === "PUT") return void response.writeHead(200).end();
      const origin = `http://${request.headers.host}`;
      json(response, 200, {
        upload_url: `${origin}/upload/1`,
        file_url: "https://v3b.fal.media/files/b/a/1.webp",
      });
    });
    const url = await queue.upload(Buffer.from("picture"), "image/webp");
    expect(url).toBe("https://v3b.fal.media/files/b/a/1.webp");
    const [initiate, put] = server.seen;
    expect(initiate).toMatchObject({ method: "POST", path: "/storage/upload/initiate" });
    expect(JSON.parse(initiate?.body ?? "")).toMatchObject({ content_type: "image/webp" });
    expect(put).toMatchObject({ path: "/upload/1", body: "picture" });
    expect(put?.headers).toMatchObject({ "content-type": "image/webp" });
    expect(put?.headers.authorization).toBeUndefined();
  });

  it("reports a refused upload", async () => {
    const { queue } = await given((_, response) => json(response, 401, {}));
    expect(await codeOf(queue.upload(Buffer.from("x"), "image/png"))).toBe("AUTHENTICATION_FAILED");
  });
});

describe("log", () => {
  it("writes one line per call with model, request id and time, but no key and no long prompt", async () => {
    const { queue, lines } = await given(accept);
    await queue.submit({
      ...drawing,
      input: { prompt: "fox ".repeat(100), image_urls: ["https://x.example/a?X-Amz-Signature=abc"] },
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      message: "fal.submit",
      fields: { model: "fal-ai/flux/dev", requestId: REQUEST_ID },
    });
    expect(lines[0]?.fields.ms).toEqual(expect.any(Number));
    const text = JSON.stringify(lines);
    expect(text).not.toContain("key-secret");
    expect(text).not.toContain("Signature=abc");
    expect(text).not.toContain("fox ".repeat(60));
  });

  it("writes the code and status of a failure", async () => {
    const { queue, lines } = await given((_, response) => json(response, 429, {}));
    await codeOf(queue.submit(drawing));
    expect(lines[0]?.fields).toMatchObject({ code: "RATE_LIMIT_EXCEEDED", statusCode: 429 });
  });
});
