import { expect, test } from "vitest";
import type { Job } from "../../packages/fal-sandbox/src/job.ts";
import { createQueue } from "../../packages/fal-sandbox/src/queue.ts";
import { completed, gatedSandbox, KEY, post, type Submitted, submit, until } from "./support/stage.ts";

function job(requestId: string, priority: Job["priority"] = "normal"): Job {
  return {
    requestId,
    gatewayRequestId: requestId,
    endpointId: "fal-ai/flux/dev",
    number: 1,
    strikes: {},
    priority,
    submittedAtMs: 0,
    isStored: true,
    input: {},
    state: "IN_QUEUE",
    logs: [],
    resultReads: 0,
  };
}

/** A queue whose requests end when the test says so. */
function stagedQueue(concurrency: number) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = createQueue({
    concurrency,
    start: (next) => {
      started.push(next.requestId);
      return new Promise((resolve) => ends.set(next.requestId, resolve));
    },
    onChange: () => {},
  });
  return { queue, started, end: (requestId: string) => ends.get(requestId)?.() };
}

test("requests start in the order they came, no more than the slots at a time", async () => {
  const { queue, started, end } = stagedQueue(2);
  const jobs = ["a", "b", "c", "d"].map((id) => job(id));
  for (const item of jobs) queue.add(item);
  expect(started).toEqual(["a", "b"]);
  expect(jobs.map((item) => item.state)).toEqual(["IN_PROGRESS", "IN_PROGRESS", "IN_QUEUE", "IN_QUEUE"]);
  expect(jobs.slice(2).map((item) => queue.position(item))).toEqual([0, 1]);
  end("b");
  await until(() => started[2]);
  expect(started).toEqual(["a", "b", "c"]);
  expect(queue.position(jobs[3]!)).toBe(0);
});

test("low priority waits behind normal, whatever came first", async () => {
  const { queue, started, end } = stagedQueue(1);
  for (const item of [job("first"), job("low", "low"), job("normal")]) queue.add(item);
  end("first");
  await until(() => started[1]);
  end("normal");
  await until(() => started[2]);
  expect(started).toEqual(["first", "normal", "low"]);
});

test("a removed request never starts, and only a waiting one can be removed", async () => {
  const { queue, started, end } = stagedQueue(1);
  const [running, waiting, last] = [job("running"), job("waiting"), job("last")];
  for (const item of [running, waiting, last]) queue.add(item);
  expect(queue.remove(running)).toBe(false);
  expect(queue.remove(waiting)).toBe(true);
  expect(queue.remove(waiting)).toBe(false);
  end("running");
  await until(() => started[1]);
  expect(started).toEqual(["running", "last"]);
});

const statusOf = async ({ status_url }: Submitted) => {
  const response = await fetch(status_url, { headers: KEY });
  return { code: response.status, body: (await response.json()) as Record<string, unknown> };
};
const cancel = async ({ cancel_url }: Submitted) => {
  const response = await fetch(cancel_url, { method: "PUT", headers: KEY });
  return { code: response.status, body: await response.json() };
};

test("status answers 202 with a position, 202 in progress, and 200 at the end", async () => {
  const { place, drawings, open } = await gatedSandbox(1);
  const [first, second, third] = [
    await submit(place, "fal-ai/flux/dev", { prompt: "1" }),
    await submit(place, "fal-ai/flux/dev", { prompt: "2" }),
    await submit(place, "fal-ai/flux/dev", { prompt: "3" }),
  ];
  await until(() => drawings[0]);
  expect(third.queue_position).toBe(1);
  expect(await statusOf(first)).toMatchObject({ code: 202, body: { status: "IN_PROGRESS", metrics: {} } });
  expect(await statusOf(second)).toMatchObject({
    code: 202,
    body: { status: "IN_QUEUE", queue_position: 0 },
  });
  expect(await statusOf(third)).toMatchObject({ code: 202, body: { status: "IN_QUEUE", queue_position: 1 } });
  open();
  await completed(third);
  const last = await statusOf(third);
  expect(last.code).toBe(200);
  expect(last.body).toMatchObject({ status: "COMPLETED", request_id: third.request_id, logs: null });
  expect(last.body).not.toHaveProperty("error");
});

test("cancel removes a waiting request, only notes a running one, and comes too late for a finished one", async () => {
  const { place, drawings, open } = await gatedSandbox(1);
  const running = await submit(place, "fal-ai/flux/dev", { prompt: "1" });
  const waiting = await submit(place, "fal-ai/flux/dev", { prompt: "2" });
  await until(() => drawings[0]);
  expect(await cancel(running)).toEqual({ code: 202, body: { status: "CANCELLATION_REQUESTED" } });
  expect(await cancel(waiting)).toEqual({ code: 200, body: { status: "OK" } });
  expect(await cancel(waiting)).toEqual({ code: 400, body: { status: "ALREADY_COMPLETED" } });
  expect((await statusOf(waiting)).body).toMatchObject({
    status: "COMPLETED",
    error_type: "client_cancelled",
  });
  const cancelled = await fetch(waiting.response_url, { headers: KEY });
  expect(cancelled.status).toBe(499);
  open();
  await completed(running);
  expect(await cancel(running)).toEqual({ code: 400, body: { status: "ALREADY_COMPLETED" } });
  expect(drawings).toHaveLength(1);
  const entries = place.bill().requests.map(({ status, usd }) => ({ status, isFree: usd === 0 }));
  expect(entries).toEqual([
    { status: "COMPLETED", isFree: false },
    { status: "CANCELLED", isFree: true },
  ]);
});

test("a submit beyond fal_max_queue_length is refused and not accepted", async () => {
  const { place, open } = await gatedSandbox(1);
  for (const prompt of ["running", "waiting"]) await submit(place, "fal-ai/flux/dev", { prompt });
  const refused = await post(place, "fal-ai/flux/dev", { prompt: "x" }, { query: "&fal_max_queue_length=0" });
  expect(refused.status).toBe(429);
  expect(place.bill().submissions).toBe(2);
  open();
});

test("a direct call is refused with 429 when every slot is taken", async () => {
  const { place, open } = await gatedSandbox(1);
  await submit(place, "fal-ai/flux/dev", { prompt: "running" });
  const call = () =>
    fetch(`${place.directUrl}/fal-ai/flux/dev`, { method: "POST", headers: KEY, body: '{"prompt":"x"}' });
  const refused = await call();
  expect(refused.status).toBe(429);
  expect(refused.headers.get("x-fal-error-type")).toBe("concurrent_requests_limit");
  expect(refused.headers.get("x-fal-needs-retry")).toBe("1");
  open();
  expect((await until(async () => ((await call()).status === 200 ? true : undefined))) && true).toBe(true);
});
