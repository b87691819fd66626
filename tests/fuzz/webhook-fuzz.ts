import { find } from "../../packages/core/src/generation/rows.ts";
import { pictureOf, signedBy, type WebhookStage } from "../support/webhook-stage.ts";
import { type Chance, chanceOf, idOf, uuidOf } from "./chance.ts";
import { ATTACKS, type Targets } from "./hostile.ts";
import { ADDRESS_KEY, type ClonedRow, type Form, type RowCloner } from "./row-cloner.ts";

export interface FuzzOptions {
  seed: number;
  /** Hostile deliveries, spread evenly over the classes. */
  requests: number;
  onProgress?: (done: number) => void;
}

export interface FuzzReport {
  /** Hostile deliveries by class. */
  sent: Record<string, number>;
  /** Answers to hostile deliveries by status. */
  statuses: Record<number, number>;
  controls: { sent: number; accepted: number };
  /** What ought not to have happened, each with the numbers of the requests that may have done it. */
  wrong: string[];
}

const BATCH = 1_000;
const AT_ONCE = 16;
const HOSTILE_PER_CONTROL = 40;
const WAITING = 40;
/** States of the rows that deliveries about other requests are aimed at; `sending` makes the handler look again. */
const OTHERS: readonly Form[] = ["lost", "lost", "planned", "resumed", "done", "failed", "lost", "submitted"];
const SENDING = 4;
/** Deliveries at hand for those who repeat them; as many are taken before the first attack. */
const TAKEN_KEPT = 8;

/**
 * Sends hostile deliveries with genuine ones between them and judges by the stores alone: every row of the table and
 * every call to Step Functions that a genuine delivery does not account for is wrong. Request n of a seed is always
 * the same attack on the same rows.
 */
export async function fuzzWebhook(stage: WebhookStage, rows: RowCloner, options: FuzzOptions) {
  const { seed, requests, onProgress = () => {} } = options;
  const names = Object.keys(ATTACKS);
  const report: FuzzReport = { sent: {}, statuses: {}, controls: { sent: 0, accepted: 0 }, wrong: [] };
  const run: Run = { stage, rows, seed, report, targets: await targetsOf(rows, chanceOf(seed, -1)) };
  await batch(run, [], TAKEN_KEPT);
  for (let from = 0; from < requests; from += BATCH) {
    const count = Math.min(BATCH, requests - from);
    const attacks = Array.from({ length: count }, (_, index) => ({
      index: from + index,
      name: names[(from + index) % names.length] ?? "",
    }));
    await batch(run, attacks, Math.ceil(count / HOSTILE_PER_CONTROL));
    onProgress(from + count);
  }
  await controls(run, run.targets.waiting);
  return report;
}

interface Run {
  stage: WebhookStage;
  rows: RowCloner;
  seed: number;
  report: FuzzReport;
  targets: Targets;
}

async function targetsOf(rows: RowCloner, chance: Chance): Promise<Targets> {
  const sending = Array.from({ length: SENDING }, (): Form => "sending");
  const waiting = rowsOf(
    chance,
    Array.from({ length: WAITING }, () => "submitted"),
  );
  const others = rowsOf(chance, [
    ...OTHERS,
    ...OTHERS,
    ...OTHERS,
    ...OTHERS,
    ...OTHERS,
    ...OTHERS,
    ...sending,
  ]);
  await writeAll(rows, [...waiting, ...others]);
  return { waiting, others, taken: [] };
}

function rowsOf(chance: Chance, forms: Form[]): ClonedRow[] {
  return forms.map((form) => ({
    form,
    jobId: idOf("job", chance),
    generationId: idOf("gen", chance),
    requestId: uuidOf(chance),
  }));
}

async function writeAll(rows: RowCloner, all: ClonedRow[]): Promise<void> {
  for (const row of all) await rows.write([row]);
}

interface Hostile {
  index: number;
  name: string;
}

/** Attacks and genuine deliveries mixed, some at once; then the stores are looked at. */
async function batch(run: Run, attacks: Hostile[], controlCount: number): Promise<void> {
  const { stage, report, seed, targets } = run;
  const fresh = rowsOf(
    chanceOf(seed, -2 - report.controls.sent),
    Array.from({ length: controlCount }, () => "submitted"),
  );
  await writeAll(run.rows, fresh);
  const before = await itemsOf(stage);
  const aimedAt = new Map<string, number[]>();
  const hostile = attacks.map(({ index, name }) => async () => {
    const delivery = ATTACKS[name]?.({ chance: chanceOf(seed, index), stage, targets });
    if (!delivery) throw new Error(`no attack ${name}`);
    const { generationId } = delivery.path;
    aimedAt.set(generationId, [...(aimedAt.get(generationId) ?? []), index]);
    report.sent[name] = (report.sent[name] ?? 0) + 1;
    const status = await stage.deliver(delivery).catch((error) => {
      report.wrong.push(`request ${index} (${name}) crashed the handler: ${error}`);
      return 0;
    });
    report.statuses[status] = (report.statuses[status] ?? 0) + 1;
    if (status >= 500 && status !== 503) report.wrong.push(`request ${index} (${name}) got ${status}`);
  });
  const genuine = fresh.map((row) => () => control(run, row));
  const apart = Math.max(1, Math.floor(hostile.length / Math.max(1, genuine.length)));
  for (const [at, one] of genuine.entries()) hostile.splice(at * (apart + 1), 0, one);
  await someAtOnce(hostile);
  const allowed = new Set(fresh.map(({ generationId }) => generationId));
  const after = await itemsOf(stage);
  report.wrong.push(...changes(before, after, { allowed, aimedAt }));
  const counted = submissionsIn(after) - submissionsIn(before);
  if (counted !== fresh.length)
    report.wrong.push(
      `${counted} submissions were added to the ledger by ${fresh.length} genuine deliveries`,
    );
  report.wrong.push(...wrongCalls(run, allowed));
}

/** What the project's counters say of all submissions together. */
function submissionsIn(items: Items): number {
  const counters = [...items].filter(([key]) => key.includes(COUNTER));
  return counters.reduce((sum, [, item]) => sum + Number(JSON.parse(item).submissions?.N ?? 0), 0);
}

async function controls(run: Run, rows: ClonedRow[]): Promise<void> {
  await someAtOnce(rows.map((row) => () => control(run, row)));
  run.report.wrong.push(...wrongCalls(run, new Set(rows.map(({ generationId }) => generationId))));
}

/** A genuine delivery: accepted when its row says so, and then at hand for those who repeat it. */
async function control({ stage, report, targets }: Run, row: ClonedRow): Promise<void> {
  const isBare = report.controls.sent % 3 === 1;
  if (isBare) stage.results.set(row.requestId, pictureOf(row.requestId));
  const fields = isBare ? { payload: null } : {};
  const signed = signedBy(stage.signer, { requestId: row.requestId, fields });
  const delivery = { path: row, key: ADDRESS_KEY, ...signed };
  report.controls.sent += 1;
  const status = await stage.deliver(delivery);
  const state = await stateOf(row);
  if (status === 200 && state === "resumed") report.controls.accepted += 1;
  else report.wrong.push(`a genuine delivery got ${status} and left its row ${state}`);
  targets.taken.splice(report.controls.sent % TAKEN_KEPT, 1, { row, delivery });
}

/** Calls to Step Functions that no genuine delivery accounts for; forgets all of them. */
function wrongCalls({ stage }: Run, allowed: Set<string>): string[] {
  const told = stage.calls.splice(0).map(({ output }) => JSON.parse(output ?? "{}").generationId);
  const again = stage.refused.splice(0).map(({ taskToken }) => `${taskToken} was told twice`);
  const strange = told.filter((id) => !allowed.has(id)).map((id) => `Step Functions was told of ${id}`);
  return [...strange, ...again];
}

type Items = Map<string, string>;
/** In the key of a counter of the ledger: it is of all submissions, and judged by their number. */
const COUNTER = "$spend_";

/** Every item of the table as text, by its key. */
async function itemsOf(stage: WebhookStage): Promise<Items> {
  const items: Items = new Map();
  let ExclusiveStartKey: unknown;
  do {
    const body = JSON.stringify({ TableName: process.env.TABLE_NAME, ExclusiveStartKey });
    const { Items, LastEvaluatedKey } = JSON.parse((await stage.callTable({ operation: "Scan", body })).body);
    for (const item of Items) items.set(`${item.pk.S} ${item.sk.S}`, JSON.stringify(item));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

async function stateOf({ jobId, generationId }: ClonedRow): Promise<string> {
  return (await find({ jobId, generationId }))?.state ?? "gone";
}

function changes(
  before: Items,
  after: Items,
  { allowed, aimedAt }: { allowed: Set<string>; aimedAt: Map<string, number[]> },
): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) => {
    if (before.get(key) === after.get(key) || key.includes(COUNTER)) return [];
    const generationId = /gen_[0-9A-Z]{26}/.exec(after.get(key) ?? before.get(key) ?? "")?.[0] ?? "";
    if (allowed.has(generationId)) return [];
    return [`${key} changed; aimed at it: requests ${aimedAt.get(generationId) ?? "none"}`];
  });
}

async function someAtOnce(work: Array<() => Promise<void>>): Promise<void> {
  const queue = work.values();
  const worker = async () => {
    for (const one of queue) await one();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
