import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { FalJwks, parseFalWebhook, verifyFalWebhook } from "../../../packages/core/src/fal/index.ts";
import { WEBHOOK } from "../../../packages/core/src/limits.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const USER = "github|1234";
const ID = "123e4567-e89b-12d3-a456-426614174000";
const pair = generateKeyPairSync("ed25519");
const stranger = generateKeyPairSync("ed25519");

const OK_BODY = `{"request_id":"${ID}","gateway_request_id":"g-1","status":"OK","payload":{"images":[],"seed":196619188014358660}}`;

interface Fields {
  body?: string;
  requestId?: string;
  userId?: string;
  timestamp?: string;
  key?: KeyObject;
}

function signed(fields: Fields = {}) {
  const {
    body = OK_BODY,
    requestId = ID,
    userId = USER,
    timestamp = String(NOW / 1000),
    key = pair.privateKey,
  } = fields;
  const rawBody = Buffer.from(body);
  const digest = createHash("sha256").update(rawBody).digest("hex");
  const message = Buffer.from([requestId, userId, timestamp, digest].join("\n"));
  const headers: Record<string, string | undefined> = {
    "x-fal-webhook-request-id": requestId,
    "x-fal-webhook-user-id": userId,
    "x-fal-webhook-timestamp": timestamp,
    "x-fal-webhook-signature": sign(null, message, key).toString("hex"),
  };
  return { headers, rawBody };
}

function published(...keys: unknown[]): Response {
  return Response.json({ keys });
}

const jwk = pair.publicKey.export({ format: "jwk" });

/** A JWKS whose answers, one per fetch, are given; the last one stays. */
function jwksOf(...answers: Array<() => Response | Promise<Response>>) {
  const state = { fetches: 0, now: NOW };
  const jwks = new FalJwks({
    url: "https://rest.example/.well-known/jwks.json",
    now: () => state.now,
    fetch: async () => {
      const answer = answers[Math.min(state.fetches, answers.length - 1)];
      state.fetches += 1;
      if (!answer) throw new Error("no answer given");
      return answer();
    },
  });
  return { jwks, state };
}

const down = () => Promise.reject(new Error("down"));
const good = () => published(jwk);

function check(delivery: ReturnType<typeof signed>, { jwks } = jwksOf(good)) {
  return verifyFalWebhook({ ...delivery, userId: USER, now: NOW, jwks });
}

describe("verifyFalWebhook", () => {
  it("accepts what FAL signed, with header names in any case", async () => {
    expect(await check(signed())).toBe("ok");
    const { headers, rawBody } = signed();
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(await check({ headers: upper, rawBody })).toBe("ok");
  });

  it.each(["request-id", "user-id", "timestamp", "signature"])("misses the %s", async (name) => {
    const { headers, rawBody } = signed();
    delete headers[`x-fal-webhook-${name}`];
    expect(await check({ headers, rawBody })).toBe("missing-header");
  });

  it.each([
    ["timestamp", "12x"],
    ["timestamp", "-5"],
    ["signature", "ab"],
    ["signature", "zz".repeat(64)],
    ["request-id", "a b"],
    ["request-id", `${ID}\n${USER}`],
  ])("takes a malformed %s for a missing one: %j", async (name, value) => {
    const { headers, rawBody } = signed();
    headers[`x-fal-webhook-${name}`] = value;
    expect(await check({ headers, rawBody })).toBe("missing-header");
  });

  it.each([
    [-WEBHOOK.clockSkewSeconds, "ok"],
    [WEBHOOK.clockSkewSeconds, "ok"],
    [-WEBHOOK.clockSkewSeconds - 1, "stale"],
    [WEBHOOK.clockSkewSeconds + 1, "stale"],
  ])("at %i seconds from now it is %s", async (skew, verdict) => {
    expect(await check(signed({ timestamp: String(NOW / 1000 + skew) }))).toBe(verdict);
  });

  it("refuses a validly signed delivery for another account", async () => {
    expect(await check(signed({ userId: "github|666" }))).toBe("wrong-user");
  });

  it("refuses another key's signature", async () => {
    expect(await check(signed({ key: stranger.privateKey }))).toBe("bad-signature");
  });

  it("refuses any altered byte of body, request id, timestamp or signature", async () => {
    for (let index = 0; index < OK_BODY.length; index += 7) {
      const { headers, rawBody } = signed();
      rawBody[index] = (rawBody[index] ?? 0) ^ 1;
      expect(await check({ headers, rawBody })).toBe("bad-signature");
    }
    const changed = { "request-id": `${ID.slice(0, -1)}1`, timestamp: String(NOW / 1000 + 1) };
    for (const [name, value] of Object.entries(changed)) {
      const { headers, rawBody } = signed();
      headers[`x-fal-webhook-${name}`] = value;
      expect(await check({ headers, rawBody })).toBe("bad-signature");
    }
    const { headers, rawBody } = signed();
    const signature = headers["x-fal-webhook-signature"] ?? "";
    headers["x-fal-webhook-signature"] = (signature.startsWith("0") ? "1" : "0") + signature.slice(1);
    expect(await check({ headers, rawBody })).toBe("bad-signature");
  });

  it.each([
    `{"request_id":"other","status":"OK"}`,
    "not json",
    "",
    "[]",
    "null",
    `{"status":"OK"}`,
    "[".repeat(50_000) + "]".repeat(50_000),
    `{"request_id":"${ID}","status":"OK","payload":"${"x".repeat(WEBHOOK.bodyMaxBytes)}"}`,
  ])("refuses a validly signed body that does not name its request", async (body) => {
    expect(await check(signed({ body }))).toBe("id-mismatch");
  });
});

describe("FalJwks", () => {
  it("fetches once for many deliveries, also at the same time", async () => {
    const keys = jwksOf(good);
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => check(signed(), keys)));
    expect(new Set(verdicts)).toEqual(new Set(["ok"]));
    expect(await check(signed(), keys)).toBe("ok");
    expect(keys.state.fetches).toBe(1);
  });

  it("forgets keys after a day", async () => {
    const keys = jwksOf(good, down);
    expect(await check(signed(), keys)).toBe("ok");
    keys.state.now += WEBHOOK.jwksMaxAgeMs - 1;
    expect(await check(signed(), keys)).toBe("ok");
    keys.state.now += 1;
    expect(await check(signed(), keys)).toBe("unavailable");
  });

  it("fetches again when no known key fits, and finds a rotated one", async () => {
    const keys = jwksOf(() => published(stranger.publicKey.export({ format: "jwk" })), good);
    expect(await check(signed({ key: stranger.privateKey }), keys)).toBe("ok");
    keys.state.now += WEBHOOK.jwksRefreshMinMs;
    expect(await check(signed(), keys)).toBe("ok");
    expect(keys.state.fetches).toBe(2);
  });

  it("does not let bad signatures cause more than one fetch a minute", async () => {
    const keys = jwksOf(good);
    for (let count = 0; count < 50; count += 1) {
      expect(await check(signed({ key: stranger.privateKey }), keys)).toBe("bad-signature");
    }
    expect(keys.state.fetches).toBe(1);
    keys.state.now += WEBHOOK.jwksRefreshMinMs;
    await check(signed({ key: stranger.privateKey }), keys);
    expect(keys.state.fetches).toBe(2);
  });

  it("cannot say without keys, and recovers", async () => {
    const keys = jwksOf(
      down,
      () => new Response("busy", { status: 503 }),
      () => new Response("<html>"),
      () => published(),
      good,
    );
    for (let count = 0; count < 4; count += 1) expect(await check(signed(), keys)).toBe("unavailable");
    expect(await check(signed(), keys)).toBe("ok");
  });

  it("does not call a signature bad while the keys cannot be refreshed", async () => {
    const keys = jwksOf(good, down);
    expect(await check(signed(), keys)).toBe("ok");
    keys.state.now += WEBHOOK.jwksRefreshMinMs;
    expect(await check(signed({ key: stranger.privateKey }), keys)).toBe("unavailable");
    expect(await check(signed(), keys)).toBe("ok");
  });

  it("passes over malformed keys and accepts a padded one", async () => {
    const odd = [
      null,
      "key",
      {},
      { kty: "RSA", n: "x", e: "AQAB" },
      { ...jwk, x: "short" },
      { ...jwk, x: 7 },
    ];
    const keys = jwksOf(() =>
      published(...odd, { ...jwk, x: `${jwk.x}=`, kid: "k1", use: "sig", alg: "EdDSA" }),
    );
    expect(await check(signed(), keys)).toBe("ok");
  });
});

describe("parseFalWebhook", () => {
  const parse = (body: unknown) =>
    parseFalWebhook(Buffer.from(typeof body === "string" ? body : JSON.stringify(body)));

  it("keeps a seed beyond 2^53", () => {
    expect(parse(OK_BODY)).toEqual({
      requestId: ID,
      gatewayRequestId: "g-1",
      outcome: { kind: "result", payload: { images: [], seed: "196619188014358660" } },
    });
  });

  it.each([
    [{ status: "OK", payload: null, payload_error: "not serializable" }],
    [{ status: "OK" }],
    [{ status: "ERROR", payload: null, payload_error: "x", error: "Invalid status code: 404" }],
    [{ status: "ERROR", error: "Invalid status code: 500", payload: { detail: "Internal" } }],
    [{ status: "ERROR", payload: "text" }],
  ])("asks for the result when the delivery does not say it: %j", (fields) => {
    expect(parse({ request_id: ID, ...fields }).outcome).toEqual({ kind: "fetch" });
  });

  it.each([
    [
      { payload: { detail: [{ loc: ["body", "prompt"], msg: "x", type: "content_policy_violation" }] } },
      "FalContentPolicy",
    ],
    [
      {
        payload: {
          detail: [{ loc: ["body", "prompt"], msg: "field required", type: "value_error.missing" }],
        },
      },
      "FalInvalidPrompt",
    ],
    [{ payload: { detail: "gone", error_type: "runner_server_error" } }, "FalInternalError"],
    [{ payload: null, error_type: "client_cancelled" }, "FalCancelled"],
  ])("reads the error %j as %s", (fields, name) => {
    const { outcome } = parse({
      request_id: ID,
      status: "ERROR",
      error: "Invalid status code: 422",
      ...fields,
    });
    expect(outcome).toMatchObject({ kind: "error", error: { name, requestId: ID } });
  });

  it.each([
    "",
    "nonsense",
    "null",
    "[]",
    '{"request_id":"x"}',
    '{"request_id":7,"status":"OK"}',
    '{"request_id":"x","status":"DONE"}',
  ])("refuses %j", (body) => {
    expect(() => parse(body)).toThrowError(
      expect.objectContaining({ code: "webhook.malformed", kind: "input" }),
    );
  });
});
