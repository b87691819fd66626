import { expect, test } from "vitest";
import { completed, gatedSandbox, KEY, result, sandbox, submit } from "./support/stage.ts";

const ENDPOINT = "fal-ai/flux-pro/kontext/max/multi";

test("addresses name the application only, and the full id works too", async () => {
  const place = await sandbox();
  const submitted = await submit(place, "fal-ai/flux/dev", { prompt: "x" });
  const base = `${place.queueUrl}/fal-ai/flux/requests/${submitted.request_id}`;
  expect(submitted).toMatchObject({
    response_url: base,
    status_url: `${base}/status`,
    cancel_url: `${base}/cancel`,
  });
  await completed(submitted);
  const full = base.replace("fal-ai/flux/", "fal-ai/flux/dev/");
  for (const address of [base, `${base}/response`, full, `${full}/response`]) {
    const response = await fetch(address, { headers: KEY });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-fal-request-id")).toBe(submitted.request_id);
    expect(response.headers.get("x-fal-billable-units")).toBe("1");
  }
  expect((await fetch(`${full}/status`, { headers: KEY })).status).toBe(200);
});

test("a request is not found under another application, under an unknown id, or by a strange one", async () => {
  const place = await sandbox();
  const { request_id } = await submit(place, "fal-ai/flux/dev", { prompt: "x" });
  const unknown = "00000000-0000-4000-8000-000000000000";
  const paths = [
    `fal-ai/flux-2/requests/${request_id}`,
    `fal-ai/flux/requests/${unknown}/status`,
    "fal-ai/flux/requests/..%2F..%2Fsigning-keys",
  ];
  for (const path of paths) {
    const response = await fetch(`${place.queueUrl}/${path}`, { headers: KEY });
    expect([response.status, await response.json()]).toEqual([404, { status: "NOT_FOUND" }]);
  }
  const cancel = await fetch(`${place.queueUrl}/fal-ai/flux/requests/${unknown}/cancel`, {
    method: "PUT",
    headers: KEY,
  });
  expect([cancel.status, await cancel.json()]).toEqual([404, { status: "NOT_FOUND" }]);
});

test("a result asked too early is a 400, a method that is not offered a 405", async () => {
  const place = await sandbox({ latencyMs: 60_000 });
  const { response_url, cancel_url } = await submit(place, "fal-ai/flux/dev", { prompt: "x" });
  const early = await fetch(response_url, { headers: KEY });
  expect([early.status, await early.json()]).toEqual([400, { detail: "Request is still in progress" }]);
  expect((await fetch(cancel_url, { headers: KEY })).status).toBe(405);
  expect((await fetch(`${place.queueUrl}/fal-ai/flux/dev`, { headers: KEY })).status).toBe(405);
});

test("a failed request is COMPLETED with error and type, and its result repeats the model's answer", async () => {
  const place = await sandbox();
  const submitted = await submit(place, ENDPOINT, { prompt: "x" });
  expect(await completed(submitted)).toMatchObject({
    status: "COMPLETED",
    error: "Invalid status code: 422",
    error_type: "missing",
  });
  const response = await result(submitted);
  expect(response.status).toBe(422);
  expect(response.headers.get("x-fal-retryable")).toBe("false");
  expect(response.headers.get("x-fal-needs-retry")).toBe("0");
  expect(await response.json()).toEqual({
    detail: [
      {
        loc: ["body", "image_urls"],
        msg: "Field required",
        type: "missing",
        url: "https://docs.fal.ai/errors#missing",
        ctx: {},
        input: { prompt: "x" },
      },
    ],
  });
});

test("the status stream sends each state once, with logs when asked, and ends with COMPLETED", async () => {
  const { place, open } = await gatedSandbox(1);
  await submit(place, "fal-ai/flux/dev", { prompt: "ahead" });
  const { status_url } = await submit(place, "fal-ai/flux/dev", { prompt: "x" });
  const response = await fetch(`${status_url}/stream?logs=1`, { headers: KEY });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  let text = "";
  for await (const part of response.body!) {
    text += Buffer.from(part).toString("utf8");
    open();
  }
  const events = text
    .split("\n\n")
    .filter(Boolean)
    .map((event) => JSON.parse(event.replace(/^data: /, "")));
  expect(events.map(({ status }) => status)).toEqual(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]);
  expect(events[2].logs.length).toBeGreaterThan(0);
  expect(events[2].logs[0]).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
    message: expect.any(String),
    labels: {},
  });
});

test("with X-Fal-Store-IO 0 the result is gone after its retention, otherwise it stays", async () => {
  let shiftMs = 0;
  const clock = {
    now: () => Date.now() + shiftMs,
    sleep: () => Promise.resolve(),
  };
  const place = await sandbox({ clock });
  const stored = await submit(place, "fal-ai/flux/dev", { prompt: "x" });
  const unstored = await submit(
    place,
    "fal-ai/flux/dev",
    { prompt: "y" },
    { headers: { "x-fal-store-io": "0" } },
  );
  expect((await result(stored)).status).toBe(200);
  expect((await result(unstored)).status).toBe(200);
  shiftMs = 61 * 60 * 1_000;
  expect((await fetch(stored.response_url, { headers: KEY })).status).toBe(200);
  expect((await fetch(unstored.response_url, { headers: KEY })).status).toBe(404);
});
