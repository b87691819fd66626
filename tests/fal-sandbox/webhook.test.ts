import { expect, test } from "vitest";
import { bodyOf, isAuthentic, KEY, receiver, result, sandbox, submit } from "./support/stage.ts";

const PICTURE = { prompt: "a knight", seed: 5 };
const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

test("a webhook is signed over its raw bytes and carries the result the queue has", async () => {
  const place = await sandbox();
  const hook = await receiver();
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const [delivery] = await hook.count(1);
  expect(delivery!.path).toBe("/hook?job=gen_1");
  expect(await isAuthentic(place, delivery!)).toBe(true);
  expect(
    await isAuthentic(place, { ...delivery!, raw: Buffer.concat([delivery!.raw, Buffer.from(" ")]) }),
  ).toBe(false);
  expect(delivery!.headers).toMatchObject({
    "content-type": "application/json",
    "x-fal-webhook-request-id": submitted.request_id,
    "x-fal-webhook-user-id": place.userId,
    "x-fal-webhook-signature": expect.stringMatching(/^[0-9a-f]{128}$/),
    "x-fal-webhook-timestamp": expect.stringMatching(/^\d{10}$/),
  });
  expect(bodyOf(delivery!)).toEqual({
    request_id: submitted.request_id,
    gateway_request_id: submitted.request_id,
    status: "OK",
    payload: await (await result(submitted)).json(),
  });
});

test("a refused input arrives as a webhook of status ERROR with the details", async () => {
  const place = await sandbox();
  const hook = await receiver();
  await submit(place, "fal-ai/flux/dev", {}, { webhook: hook.url });
  const [delivery] = await hook.count(1);
  expect(bodyOf(delivery!)).toMatchObject({
    status: "ERROR",
    error: "Invalid status code: 422",
    payload: { detail: [{ loc: ["body", "prompt"], type: "missing" }] },
  });
});

test("anything but success is tried again with a fresh timestamp, until it is taken", async () => {
  let nowMs = Date.now();
  const clock = {
    now: () => nowMs,
    sleep: async (durationMs: number) => {
      nowMs += durationMs;
    },
  };
  const place = await sandbox({ clock, webhook: {} });
  const hook = await receiver((number) => [500, 401, 404, 204][number - 1] ?? 500);
  await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const deliveries = await hook.count(4);
  const stamps = deliveries.map(({ headers }) => Number(headers["x-fal-webhook-timestamp"]));
  expect(stamps.map((stamp) => stamp - stamps[0]!)).toEqual([0, 5, 15, 35]);
  for (const [index, delivery] of deliveries.entries()) {
    expect(await isAuthentic(place, delivery, { nowSeconds: stamps[index] })).toBe(true);
  }
  await settle();
  expect(hook.deliveries).toHaveLength(4);
});

test("an address that never takes it is tried 31 times", async () => {
  const place = await sandbox({ webhook: { backoffScale: 0 } });
  const hook = await receiver(() => 500);
  await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  await hook.count(31);
  await settle();
  expect(hook.deliveries).toHaveLength(31);
});

test("a result of 10 KB is retried for six minutes only", async () => {
  let nowMs = Date.now();
  const clock = {
    now: () => nowMs,
    sleep: async (durationMs: number) => {
      nowMs += durationMs;
    },
  };
  const place = await sandbox({ clock, webhook: {} });
  const hook = await receiver(() => 500);
  const long = { prompt: "x".repeat(11_000) };
  await submit(place, "fal-ai/flux/dev", long, { webhook: hook.url });
  await hook.count(7);
  await settle();
  const spanSeconds =
    Number(hook.deliveries.at(-1)!.headers["x-fal-webhook-timestamp"]) -
    Number(hook.deliveries[0]!.headers["x-fal-webhook-timestamp"]);
  expect(hook.deliveries.length).toBeLessThan(12);
  expect(spanSeconds).toBeGreaterThan(300);
  expect(spanSeconds).toBeLessThan(6 * 60 + 121);
});

test("a redirect is not followed and ends the delivery", async () => {
  const place = await sandbox();
  const hook = await receiver(() => 302);
  await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  await hook.count(1);
  await settle();
  expect(hook.deliveries.map(({ path }) => path)).toEqual(["/hook?job=gen_1"]);
});

test("an address that does not answer is given up for this try after the timeout", async () => {
  const place = await sandbox({ webhook: { firstTimeoutMs: 50, backoffScale: 0 } });
  const hook = await receiver((number) => (number === 1 ? undefined : 200));
  await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const deliveries = await hook.count(2);
  expect(deliveries[1]!.raw).toEqual(deliveries[0]!.raw);
});

test("no webhook comes for a request cancelled in the queue", async () => {
  const place = await sandbox({ latencyMs: 60_000, concurrency: 1 });
  const hook = await receiver();
  await submit(place, "fal-ai/flux/dev", PICTURE);
  const waiting = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  expect((await fetch(waiting.cancel_url, { method: "PUT", headers: KEY })).status).toBe(200);
  await settle();
  expect(hook.deliveries).toHaveLength(0);
});
