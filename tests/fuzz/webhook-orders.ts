import type { Row } from "../../packages/core/src/generation/record.ts";
import { ofJob, type Ref } from "../../packages/core/src/generation/rows.ts";
import {
  type Delivered,
  pictureOf,
  signedBy,
  type TaskCall,
  type WebhookStage,
} from "../support/webhook-stage.ts";
import { type Chance, idOf, uuidOf } from "./chance.ts";
import { ADDRESS_KEY, type ClonedRow, type RowCloner } from "./row-cloner.ts";

/** One generation of a job with the delivery that ends it. */
export interface Part {
  ref: Ref;
  requestId: string;
  token: string;
  delivery: Delivered;
  ends: TaskCall["operation"];
  row: ClonedRow;
}

const REFUSED = {
  payload: { detail: [{ loc: ["body", "prompt"], msg: "no", type: "content_policy_violation" }] },
};

/** The ways in which FAL says how a request ended; every part of a job takes the next one. */
const WAYS = ["payload", "payload", "no payload", "refusal", "lost submission", "gateway id"] as const;

/** A job of some generations, each about to be ended by a delivery of its own. */
export async function jobOf(stage: WebhookStage, rows: RowCloner, { chance, count }: Draw): Promise<Part[]> {
  const jobId = idOf("job", chance);
  const first = chance.below(WAYS.length);
  const parts = Array.from({ length: count }, (_, index) => {
    const way = WAYS[(first + index) % WAYS.length] ?? WAYS[0];
    return partOf(stage, { jobId, way, chance });
  });
  await rows.write(parts.map(({ row }) => row));
  return parts;
}

interface Draw {
  chance: Chance;
  count: number;
}

function partOf(
  stage: WebhookStage,
  { jobId, way, chance }: { jobId: string; way: (typeof WAYS)[number]; chance: Chance },
): Part {
  const requestId = uuidOf(chance);
  const ref = { jobId, generationId: idOf("gen", chance) };
  const token = `token-${requestId}`;
  const isLost = way === "lost submission";
  const row = { ...ref, requestId, form: isLost ? ("lost" as const) : ("submitted" as const) };
  if (way === "no payload") stage.results.set(requestId, pictureOf(requestId));
  const fields = {
    gateway_request_id: requestId,
    ...(way === "no payload" && { payload: null, payload_error: "not serializable" }),
    ...(way === "refusal" && { status: "ERROR", error: "Invalid status code: 422", ...REFUSED }),
    ...(way === "gateway id" && { payload: pictureOf(requestId) }),
  };
  const delivered = way === "gateway id" ? uuidOf(chance) : requestId;
  const signed = signedBy(stage.signer, { requestId: delivered, fields });
  return {
    ...{ ref, requestId, token, row },
    delivery: { path: ref, key: ADDRESS_KEY, ...signed },
    ends: way === "refusal" ? "SendTaskFailure" : "SendTaskSuccess",
  };
}

/**
 * What is wrong after the deliveries of a job, or nothing: every delivery was taken, every row was told exactly one
 * outcome, its own, and every waiting state heard of it exactly once.
 */
export async function wrongAfter(parts: Part[], calls: TaskCall[], statuses: number[]): Promise<string[]> {
  const rows = parts[0] ? await ofJob(parts[0].ref.jobId) : [];
  const wrong = statuses.filter((status) => status !== 200).map((status) => `a delivery got ${status}`);
  if (rows.length !== parts.length) wrong.push(`${rows.length} rows instead of ${parts.length}`);
  for (const part of parts) {
    const row = rows.find(({ generationId }) => generationId === part.ref.generationId);
    const told = calls.filter(({ taskToken }) => taskToken === part.token);
    wrong.push(
      ...[...wrongCalls(part, told), ...wrongRow(part, row)].map((what) => `${part.requestId} ${what}`),
    );
  }
  return wrong;
}

function wrongCalls({ ref, ends }: Part, told: TaskCall[]): string[] {
  const [first] = told;
  if (!first || told.length > 1) return [`was told ${told.length} times`];
  if (first.operation !== ends) return [`ended by ${first.operation}, not ${ends}`];
  return (first.output ?? first.cause) === JSON.stringify({ generationId: ref.generationId })
    ? []
    : [`was told ${first.output ?? first.cause}`];
}

function wrongRow({ requestId, ends }: Part, row: Row | undefined): string[] {
  if (row?.state !== "resumed" || row.requestId !== requestId)
    return [`is ${row?.state} as ${row?.requestId}`];
  const isFailure = ends === "SendTaskFailure";
  const picture = isFailure ? undefined : `https://v3.fal.media/${requestId}.png`;
  if (row.outcome?.imageUrl !== picture) return [`has ${row.outcome?.imageUrl}`];
  const code = isFailure ? "CONTENT_POLICY_VIOLATION" : undefined;
  return row.outcome?.error?.code === code ? [] : [`failed with ${row.outcome?.error?.code}`];
}

/** Delivers in the given order, one after the other or all at once, and says what is wrong then. */
export async function deliverInOrder(
  stage: WebhookStage,
  parts: Part[],
  { order, atOnce }: { order: readonly number[]; atOnce: boolean },
): Promise<string[]> {
  const statuses: number[] = [];
  const one = async (index: number) => {
    const part = parts[index];
    if (!part) throw new Error(`no part ${index}`);
    statuses.push(await stage.deliver(part.delivery));
  };
  if (atOnce) await Promise.all(order.map(one));
  else for (const index of order) await one(index);
  return wrongAfter(parts, stage.calls.splice(0), statuses);
}

/** All orders of the numbers below `count`. */
export function ordersOf(count: number): number[][] {
  if (count === 0) return [[]];
  return ordersOf(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, at) => order.toSpliced(at, 0, count - 1)),
  );
}

const RANDOM_DELIVERIES = 12;

/** Twelve deliveries of a job with three to twelve generations, the others repetitions; one by one or all at once. */
export async function randomOrder(stage: WebhookStage, rows: RowCloner, chance: Chance) {
  const count = 3 + chance.below(RANDOM_DELIVERIES - 2);
  const parts = await jobOf(stage, rows, { chance, count });
  const again = Array.from({ length: RANDOM_DELIVERIES - count }, () => chance.below(count));
  const order = chance.shuffled([...parts.keys(), ...again]);
  const atOnce = chance.next() < 0.5;
  return { order, wrong: await deliverInOrder(stage, parts, { order, atOnce }) };
}
