import { expect, test } from "vitest";
import { bodyOf, isAuthentic, receiver, result, sandbox, submit, until } from "./support/stage.ts";

const PICTURE = { prompt: "a knight", seed: 5 };
const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

test("duplicate: the same outcome comes again, each time signed", async () => {
  const place = await sandbox({ faults: { duplicate: { copies: 3 } } });
  const hook = await receiver();
  await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const deliveries = await hook.count(4);
  for (const delivery of deliveries) {
    expect(delivery.raw).toEqual(deliveries[0]!.raw);
    expect(await isAuthentic(place, delivery)).toBe(true);
  }
});

test("reorder: the first webhook comes after the second", async () => {
  const place = await sandbox({ faults: { reorder: { nth: [1], holdMs: 600_000 } } });
  const hook = await receiver();
  const first = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  await result(first);
  const second = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const order = (await hook.count(2)).map((delivery) => bodyOf(delivery).request_id);
  expect(order).toEqual([second.request_id, first.request_id]);
});

test("delay: the webhook waits while the result is there", async () => {
  const slept: number[] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const clock = {
    now: Date.now,
    sleep: async (durationMs: number) => {
      slept.push(durationMs);
      if (durationMs === 1_234) await gate;
    },
  };
  const place = await sandbox({ clock, faults: { delay: { delayMs: 1_234 } } });
  const hook = await receiver();
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  expect((await result(submitted)).status).toBe(200);
  await until(() => (slept.includes(1_234) ? true : undefined));
  expect(hook.deliveries).toHaveLength(0);
  release();
  await hook.count(1);
});

test("drop: nothing comes, yet the result can be fetched; with attempts, a later try comes", async () => {
  const place = await sandbox({ faults: { drop: { nth: [1] } }, webhook: { backoffScale: 0 } });
  const hook = await receiver();
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  expect((await result(submitted)).status).toBe(200);
  await settle();
  expect(hook.deliveries).toHaveLength(0);
  place.setFaults({ drop: { attempts: 2 } });
  await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  await hook.count(1);
});

test.each(["badSignature", "alteredBody", "staleTimestamp"] as const)(
  "%s: the first try does not verify, the retry does",
  async (fault) => {
    const place = await sandbox({ faults: { [fault]: {} } });
    const hook = await receiver((number) => (number === 1 ? 401 : 200));
    await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
    const [forged, honest] = await hook.count(2);
    expect(await isAuthentic(place, forged!)).toBe(false);
    expect(await isAuthentic(place, honest!)).toBe(true);
    expect(bodyOf(forged!)).toMatchObject({ payload: bodyOf(honest!).payload });
  },
);

test("staleTimestamp is signed correctly, only old or ahead of time", async () => {
  const place = await sandbox({ faults: { staleTimestamp: { skewSeconds: 900 } } });
  const hook = await receiver();
  await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const [delivery] = await hook.count(1);
  const stamp = Number(delivery!.headers["x-fal-webhook-timestamp"]);
  expect(stamp).toBeGreaterThan(Date.now() / 1_000 + 600);
  expect(await isAuthentic(place, delivery!, { nowSeconds: stamp })).toBe(true);
});

test("wrongUser: correctly signed for another account", async () => {
  const place = await sandbox({ faults: { wrongUser: {} } });
  const hook = await receiver();
  await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const [delivery] = await hook.count(1);
  expect(await isAuthentic(place, delivery!)).toBe(true);
  expect(delivery!.headers["x-fal-webhook-user-id"]).not.toBe(place.userId);
});

test("unknownRequest: a signed webhook about nobody's request comes first", async () => {
  const place = await sandbox({ faults: { unknownRequest: {} } });
  const hook = await receiver((number) => (number === 1 ? 404 : 200));
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const [stray, own] = await hook.count(2);
  expect(await isAuthentic(place, stray!)).toBe(true);
  expect(bodyOf(stray!).request_id).not.toBe(submitted.request_id);
  expect(bodyOf(own!).request_id).toBe(submitted.request_id);
});

test("beforeSubmitResponse: the webhook is there when the submit is answered", async () => {
  const place = await sandbox({ latencyMs: 60_000, faults: { beforeSubmitResponse: {} } });
  const hook = await receiver();
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  expect(hook.deliveries.map((delivery) => bodyOf(delivery).request_id)).toEqual([submitted.request_id]);
});

test("gatewayRequestIdOnly: only the id that the submit named as the gateway's", async () => {
  const place = await sandbox({ faults: { gatewayRequestIdOnly: {} } });
  const hook = await receiver();
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const [delivery] = await hook.count(1);
  expect(submitted.gateway_request_id).not.toBe(submitted.request_id);
  expect(bodyOf(delivery!)).not.toHaveProperty("request_id");
  expect(bodyOf(delivery!).gateway_request_id).toBe(submitted.gateway_request_id);
  expect(delivery!.headers["x-fal-webhook-request-id"]).toBe(submitted.gateway_request_id);
  expect(await isAuthentic(place, delivery!)).toBe(true);
});

test("payloadNull: OK without payload, and the result is in the queue", async () => {
  const place = await sandbox({ faults: { payloadNull: {} } });
  const hook = await receiver();
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const [delivery] = await hook.count(1);
  expect(bodyOf(delivery!)).toMatchObject({
    status: "OK",
    payload: null,
    payload_error: expect.stringContaining("not JSON serializable"),
  });
  expect(await (await result(submitted)).json()).toHaveProperty("images");
});

test("errorStatus: a 500 of the model, by webhook, status and result, at no cost", async () => {
  const place = await sandbox({ faults: { errorStatus: {}, payloadNull: {} } });
  const hook = await receiver();
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const [delivery] = await hook.count(1);
  expect(bodyOf(delivery!)).toMatchObject({
    status: "ERROR",
    error: "Invalid status code: 500",
    payload: null,
    payload_error: expect.any(String),
  });
  expect((await result(submitted)).status).toBe(500);
  expect(place.bill()).toMatchObject({ submissions: 1, billedUsd: 0, requests: [{ status: "FAILED" }] });
});

test("giantBody, notJsonBody and deepBody are signed like any other", async () => {
  const place = await sandbox({
    faults: { giantBody: { nth: [1] }, notJsonBody: { nth: [2] }, deepBody: { nth: [3] } },
  });
  const hook = await receiver();
  for (let index = 0; index < 3; index += 1) {
    await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
    await hook.count(index + 1);
  }
  const [giant, notJson, deep] = hook.deliveries;
  for (const delivery of hook.deliveries) expect(await isAuthentic(place, delivery)).toBe(true);
  expect(giant!.raw.length).toBeGreaterThan(1_000_000);
  expect(() => bodyOf(notJson!)).toThrow(SyntaxError);
  expect(deep!.raw.toString("utf8")).toContain("[".repeat(50_000));
});
