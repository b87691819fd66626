import { noteOwner } from "../../packages/core/src/generation/ownership.ts";
import type { Row } from "../../packages/core/src/generation/record.ts";
import type { Ref } from "../../packages/core/src/generation/rows.ts";
import { generationOf, runningJob, type WebhookStage } from "../support/webhook-stage.ts";

/** The address key of every cloned row. */
export const ADDRESS_KEY = "the key of the address";

/** What a generation may be doing when a delivery arrives; `sending` is young enough to be sent still. */
export type Form = "planned" | "sending" | "lost" | "submitted" | "resumed" | "done" | "failed";

export interface ClonedRow extends Ref {
  requestId: string;
  form: Form;
}

/** Writes rows as the domain wrote their pattern, many in one call, so that a run can afford thousands. */
export interface RowCloner {
  /** Up to twelve rows of one job, with the job and with whose each named request is. */
  write(rows: ClonedRow[]): Promise<void>;
}

const PATTERN_REQUEST = "00000000-0000-4000-8000-000000000000";
const LOST = { error: { name: "FalSubmitUnknown", code: "SUBMIT_UNKNOWN", message: "lost" } };
const NAMED: readonly Form[] = ["submitted", "resumed", "done", "failed"];

/** Makes one row of every form through the domain and takes it for the pattern. */
export async function openRowCloner(stage: WebhookStage): Promise<RowCloner> {
  const patterns = new Map<Form, Pattern>();
  for (const [form, set] of Object.entries(formsOf()))
    patterns.set(form as Form, await patternOf(stage, set));
  return {
    write: async (rows) => {
      const items = rows.flatMap((row, index) => itemsOf(patterns, row, index === 0));
      const requests = items.map((text) => `{"PutRequest":{"Item":${text}}}`);
      const body = `{"RequestItems":{"${process.env.TABLE_NAME}":[${requests}]}}`;
      const { status, body: answer } = await stage.callTable({ operation: "BatchWriteItem", body });
      if (status !== 200) throw new Error(answer);
    },
  };
}

function formsOf(): Record<Form, Partial<Row>> {
  const now = new Date().toISOString();
  const sending = { taskToken: `token-${PATTERN_REQUEST}`, addressKey: ADDRESS_KEY, claimedAt: now };
  const base = `${process.env.FAL_QUEUE_BASE_URL}/fal-ai/flux/requests/${PATTERN_REQUEST}`;
  const urls = { statusUrl: `${base}/status`, responseUrl: base, cancelUrl: `${base}/cancel` };
  const named = { ...sending, ...urls, requestId: PATTERN_REQUEST, charged: true };
  const outcome = { imageUrl: `https://v3.fal.media/${PATTERN_REQUEST}.png` };
  return {
    planned: {},
    // A run takes minutes, and these shall be on their way to the end of it.
    sending: { ...sending, state: "pending", claimedAt: new Date(Date.now() + 3_600_000).toISOString() },
    lost: { ...sending, state: "pending", isSuspect: true, outcome: LOST },
    submitted: { ...named, state: "submitted" },
    resumed: { ...named, state: "resumed", outcome },
    done: { ...named, state: "done", outcome },
    failed: { ...named, state: "failed", charged: false, outcome: LOST },
  };
}

interface Pattern {
  ref: Ref;
  row: string;
  job: string;
  owner: string;
}

async function patternOf(stage: WebhookStage, set: Partial<Row>): Promise<Pattern> {
  const job = await runningJob();
  const ref = await generationOf(job, "0", set);
  await noteOwner(ref, PATTERN_REQUEST);
  const body = JSON.stringify({ TableName: process.env.TABLE_NAME });
  const { Items } = JSON.parse((await stage.callTable({ operation: "Scan", body })).body);
  const textOf = (entity: string) =>
    JSON.stringify(
      (Items as Record<string, { S?: string }>[]).find(
        (item) =>
          item.__edb_e__?.S === entity &&
          (entity === "job" ? item.jobId?.S === ref.jobId : item.generationId?.S === ref.generationId),
      ),
    );
  return { ref, row: textOf("generation"), job: textOf("job"), owner: textOf("request-owner") };
}

function itemsOf(patterns: Map<Form, Pattern>, row: ClonedRow, withJob: boolean): string[] {
  const pattern = patterns.get(row.form);
  if (!pattern) throw new Error(`no pattern of ${row.form}`);
  const texts = [
    pattern.row,
    ...(withJob ? [pattern.job] : []),
    ...(NAMED.includes(row.form) ? [pattern.owner] : []),
  ];
  return texts.map((text) =>
    text
      .replaceAll(pattern.ref.jobId, row.jobId)
      .replaceAll(pattern.ref.generationId, row.generationId)
      .replaceAll(PATTERN_REQUEST, row.requestId),
  );
}
