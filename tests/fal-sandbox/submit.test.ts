import { expect, test } from "vitest";
import { gatedSandbox, post, receiver, sandbox, submit, until } from "./support/stage.ts";

const PICTURE = { prompt: "a knight", seed: 5 };

test.each([
  ["http429", 429, { error_type: "concurrent_requests_limit" }],
  ["http500", 500, { error_type: "internal_error" }],
  ["http503", 503, { error_type: "runner_scheduling_failure" }],
  ["balance", 403, { detail: expect.stringContaining("Exhausted balance") }],
] as const)("%s answers %i and accepts nothing", async (fault, status, body) => {
  const place = await sandbox({ faults: { [fault]: { times: 1 } } });
  const refused = await post(place, "fal-ai/flux/dev", PICTURE);
  expect(refused.status).toBe(status);
  expect(await refused.json()).toMatchObject(body);
  expect(place.bill().submissions).toBe(0);
  expect((await post(place, "fal-ai/flux/dev", PICTURE)).status).toBe(200);
});

test("resetBeforeAccept breaks the connection, and nothing was accepted", async () => {
  const place = await sandbox({ faults: { resetBeforeAccept: {} } });
  await expect(post(place, "fal-ai/flux/dev", PICTURE)).rejects.toThrow();
  expect(place.bill().submissions).toBe(0);
});

test("acceptedButResponseLost breaks the connection, yet the request runs, reports and is billed", async () => {
  const place = await sandbox({ faults: { acceptedButResponseLost: {} } });
  const hook = await receiver();
  await expect(post(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url })).rejects.toThrow();
  await hook.count(1);
  expect(place.bill()).toMatchObject({ submissions: 1, billedUsd: 0.025 });
});

test("acceptedThen503 answers 503, yet the request runs, reports and is billed", async () => {
  const place = await sandbox({ faults: { acceptedThen503: {} } });
  const hook = await receiver();
  const response = await post(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  expect(response.status).toBe(503);
  await hook.count(1);
  expect(place.bill()).toMatchObject({ submissions: 1, billedUsd: 0.025 });
});

test("hang neither answers nor accepts, until the caller gives up", async () => {
  const place = await sandbox({ faults: { hang: {} } });
  const giveUp = AbortSignal.timeout(200);
  const hanging = fetch(`${place.queueUrl}/fal-ai/flux/dev`, {
    method: "POST",
    headers: { authorization: "Key a:b" },
    body: JSON.stringify(PICTURE),
    signal: giveUp,
  });
  await expect(hanging).rejects.toMatchObject({ name: "TimeoutError" });
  expect(place.bill().submissions).toBe(0);
});

test("the submit faults strike direct calls too", async () => {
  const place = await sandbox({ faults: { http503: { nth: [1] }, acceptedThen503: { nth: [2] } } });
  const call = () =>
    fetch(`${place.directUrl}/fal-ai/flux/dev`, {
      method: "POST",
      headers: { authorization: "Key a:b" },
      body: JSON.stringify(PICTURE),
    });
  expect((await call()).status).toBe(503);
  expect(place.bill().submissions).toBe(0);
  expect((await call()).status).toBe(503);
  expect(place.bill().submissions).toBe(1);
  const answered = await call();
  expect(answered.status).toBe(200);
  expect(await answered.json()).toMatchObject({ seed: 5, images: [{ width: 1024, height: 768 }] });
});

test("a low-priority submit is overtaken by a normal one", async () => {
  const { place, drawings, open } = await gatedSandbox(1);
  await submit(place, "fal-ai/flux/dev", { prompt: "busy" });
  await submit(place, "fal-ai/flux/dev", { prompt: "low" }, { headers: { "x-fal-queue-priority": "low" } });
  await submit(place, "fal-ai/flux/dev", { prompt: "normal" });
  open();
  await until(() => drawings[2]);
  expect(drawings.map(({ input }) => input.prompt)).toEqual(["busy", "normal", "low"]);
});
