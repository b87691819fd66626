import { expect, test } from "vitest";
import { gatedSandbox, KEY, result, sandbox, submit, until } from "./support/stage.ts";

test("the bill has one line per accepted request, with price, seed and the times of its inference", async () => {
  const place = await sandbox({ latencyMs: 20 });
  const beforeMs = Date.now();
  const first = await submit(place, "fal-ai/flux/dev", { prompt: "x", seed: 9, image_size: "square_hd" });
  const second = await submit(place, "fal-ai/flux-pro/kontext", { prompt: "x" });
  await result(first);
  await result(second);
  const { submissions, billedUsd, requests } = place.bill();
  expect({ submissions, billedUsd }).toEqual({ submissions: 2, billedUsd: 0.025 });
  expect(requests[0]).toMatchObject({
    requestId: first.request_id,
    endpointId: "fal-ai/flux/dev",
    usd: 0.025,
    billableUnits: 1,
    status: "COMPLETED",
    httpStatus: 200,
    seed: "9",
  });
  expect(requests[1]).toMatchObject({ usd: 0, status: "FAILED", httpStatus: 422 });
  const [{ submittedAtMs, inferenceStartedAtMs = 0, inferenceEndedAtMs = 0 }] = requests as [
    (typeof requests)[0],
  ];
  expect(submittedAtMs).toBeGreaterThanOrEqual(beforeMs);
  expect(inferenceStartedAtMs).toBeGreaterThanOrEqual(submittedAtMs);
  expect(inferenceEndedAtMs - inferenceStartedAtMs).toBeGreaterThanOrEqual(19);
});

test("a running and a waiting request are on the bill, unpriced", async () => {
  const { place, drawings, open } = await gatedSandbox(1);
  await submit(place, "fal-ai/flux/dev", { prompt: "running" });
  await submit(place, "fal-ai/flux/dev", { prompt: "waiting" });
  await until(() => drawings[0]);
  expect(place.bill()).toMatchObject({
    submissions: 2,
    billedUsd: 0,
    requests: [{ status: "IN_PROGRESS" }, { status: "IN_QUEUE", inferenceStartedAtMs: undefined }],
  });
  open();
});

test("a direct call is billed like a queued one", async () => {
  const place = await sandbox();
  await fetch(`${place.directUrl}/fal-ai/flux/schnell`, {
    method: "POST",
    headers: KEY,
    body: '{"prompt":"x"}',
  });
  expect(place.bill()).toMatchObject({ submissions: 1, billedUsd: 0.003 });
});
