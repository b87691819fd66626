import { request } from "node:http";
import { expect, test } from "vitest";
import { KEY, post, sandbox } from "./support/stage.ts";

test("without a key, or with the wrong one, nothing is accepted", async () => {
  const place = await sandbox({ key: "right:one" });
  const attempts: Array<Record<string, string>> = [
    {},
    { authorization: "Key " },
    { authorization: "Bearer right:one" },
    KEY,
  ];
  for (const headers of attempts) {
    const response = await fetch(`${place.queueUrl}/fal-ai/flux/dev`, {
      method: "POST",
      headers,
      body: '{"prompt":"x"}',
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toHaveProperty("detail");
  }
  expect(place.bill().submissions).toBe(0);
  const right = await post(
    place,
    "fal-ai/flux/dev",
    { prompt: "x" },
    { headers: { authorization: "Key right:one" } },
  );
  expect(right.status).toBe(200);
});

test("an application that does not exist is a 404, for the queue and for a direct call", async () => {
  const place = await sandbox();
  for (const base of [place.queueUrl, place.directUrl]) {
    for (const id of ["fal-ai/nothing", "fal-ai/any-llm/vision", "toString", "fal-ai/flux"]) {
      const response = await fetch(`${base}/${id}`, { method: "POST", headers: KEY, body: "{}" });
      expect([id, response.status]).toEqual([id, 404]);
    }
  }
});

test("a body that is not a JSON object is a 422 at once", async () => {
  const place = await sandbox();
  for (const body of ["{", "[]", "null", ""]) {
    const response = await fetch(`${place.queueUrl}/fal-ai/flux/dev`, { method: "POST", headers: KEY, body });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [{ loc: ["body"], type: "json_invalid" }] });
  }
  expect(place.bill().submissions).toBe(0);
});

test("a body beyond 32 MB is a 413", async () => {
  const place = await sandbox();
  const prompt = "x".repeat(33 * 1024 * 1024);
  const response = await post(place, "fal-ai/flux/dev", { prompt });
  expect(response.status).toBe(413);
});

test.each([
  ["x-fal-request-timeout", "soon"],
  ["x-fal-request-start-timeout", "0.1"],
  ["x-fal-queue-priority", "urgent"],
  ["x-fal-object-lifecycle-preference", "{1}"],
])("the platform header %s refuses %s with 400", async (name, value) => {
  const place = await sandbox();
  const response = await post(place, "fal-ai/flux/dev", { prompt: "x" }, { headers: { [name]: value } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error_type: "bad_request" });
});

test("a webhook address must be http or https", async () => {
  const place = await sandbox();
  for (const webhook of ["ftp://example.com/x", "not an address"]) {
    expect((await post(place, "fal-ai/flux/dev", { prompt: "x" }, { webhook })).status).toBe(400);
  }
});

test("the Host header routes as the first path segment does", async () => {
  const place = await sandbox();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(
      `${place.url}/fal-ai/flux/dev`,
      { method: "POST", headers: { ...KEY, host: "queue.fal.run" } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    call.on("error", reject).end('{"prompt":"x"}');
  });
  expect(status).toBe(200);
});

test("keys and address ranges are public, everything else is not found", async () => {
  const place = await sandbox();
  for (const address of [place.jwksUrl, `${place.url}/.well-known/jwks.json`]) {
    expect(await (await fetch(address)).json()).toEqual({
      keys: [{ kty: "OKP", crv: "Ed25519", x: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) }],
    });
  }
  for (const address of [`${place.url}/v1/meta`, `${place.url}/api.fal.ai/v1/meta`]) {
    expect(await (await fetch(address)).json()).toMatchObject({ webhook_ip_ranges: expect.any(Array) });
  }
  expect((await fetch(`${place.restUrl}/nothing`, { headers: KEY })).status).toBe(404);
});
