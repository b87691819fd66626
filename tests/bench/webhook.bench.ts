import { parseArgs } from "node:util";
import { FalJwks, verifyFalWebhook } from "../../packages/core/src/fal/index.ts";
import { chanceOf, idOf, uuidOf } from "../fuzz/chance.ts";
import { ADDRESS_KEY, type ClonedRow, openRowCloner } from "../fuzz/row-cloner.ts";
import { type Delivered, openWebhookStage, signedBy, USER } from "../support/webhook-stage.ts";
import { judge, machine, machineText, median, rounded, type Target, tableText } from "./report.ts";

/**
 * A webhook in process: the verification alone, and the whole delivery through the real handler against a table in
 * memory. The table and Step Functions answer here without a network, so what is measured is our own computing.
 */

const VERIFY_CPU_MAX_MS = 0.2;
const WARMUP = 200;
const AT_ONCE = 8;

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, deliveries: { type: "string", default: "2000" } },
});
const count = Number(values.deliveries);
const stage = await openWebhookStage();
const rows = await openRowCloner(stage);
const chance = chanceOf(1);
const jwks = new FalJwks({ url: String(process.env.FAL_JWKS_URL) });

await completions(WARMUP, 1);
await verifications(WARMUP);
const verification = await verifications(count);
const oneByOne = await completions(count, 1);
const together = await completions(count, AT_ONCE);
await stage.close();
report();

/** What each verification of a distinct delivery took: of the process's CPU, and by the clock. */
async function verifications(total: number) {
  const cpuMs: number[] = [];
  const tookMs: number[] = [];
  for (let done = 0; done < total; done += 1) {
    const { headers, body } = deliveryTo(freshRow());
    const cpu = process.cpuUsage();
    const startMs = performance.now();
    const verdict = await verifyFalWebhook({ headers, rawBody: body, userId: USER, now: Date.now(), jwks });
    tookMs.push(performance.now() - startMs);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs.push((user + system) / 1000);
    if (verdict !== "ok") throw new Error(`a genuine delivery is ${verdict}`);
  }
  return { cpuMs: median(cpuMs), tookMs };
}

/**
 * How long each whole delivery took; every one completes a row of its own. Each is signed just before it is sent, so
 * that none grows stale while a busy machine works through those before it; signing is not counted.
 */
async function completions(total: number, atOnce: number) {
  const fresh = Array.from({ length: total }, freshRow);
  for (const row of fresh) await rows.write([row]);
  const work = fresh.values();
  const tookMs: number[] = [];
  const startMs = performance.now();
  let signingMs = 0;
  const worker = async () => {
    for (const row of work) {
      const before = performance.now();
      const delivery = deliveryTo(row);
      const from = performance.now();
      signingMs += from - before;
      const status = await stage.deliver(delivery);
      tookMs.push(performance.now() - from);
      if (status !== 200) throw new Error(`a genuine delivery got ${status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const perSecond = (total * 1000) / (performance.now() - startMs - signingMs);
  const told = stage.calls.splice(0).length;
  if (told !== total) throw new Error(`${told} states were told of ${total} answers`);
  return { tookMs, perSecond };
}

function freshRow(): ClonedRow {
  const ids = { jobId: idOf("job", chance), generationId: idOf("gen", chance), requestId: uuidOf(chance) };
  return { ...ids, form: "submitted" };
}

function deliveryTo(row: ClonedRow): Delivered {
  return { path: row, key: ADDRESS_KEY, ...signedBy(stage.signer, { requestId: row.requestId }) };
}

function at(share: number, numbers: number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function report(): void {
  const line = (name: string, tookMs: number[], perSecond: number) => ({
    name,
    p50Ms: rounded(at(0.5, tookMs), 3),
    p99Ms: rounded(at(0.99, tookMs), 3),
    perSecond: rounded(perSecond, 0),
  });
  const spentMs = verification.tookMs.reduce((sum, each) => sum + each, 0);
  const lines = [
    line("verify", verification.tookMs, (count * 1000) / spentMs),
    line("verify + complete", oneByOne.tookMs, oneByOne.perSecond),
    line(`verify + complete, ${AT_ONCE} at once`, together.tookMs, together.perSecond),
  ];
  const target: Target = {
    name: "CPU of a verification, median, ms",
    value: rounded(verification.cpuMs, 3),
    atMost: VERIFY_CPU_MAX_MS,
  };
  const verdict = judge([target]);
  if (values.json) {
    const verifyCpuMs = target.value;
    console.log(JSON.stringify({ bench: "webhook", ...machine(), deliveries: count, verifyCpuMs, lines }));
  } else {
    const cells = lines.map(({ name, p50Ms, p99Ms, perSecond }) => [name, p50Ms, p99Ms, perSecond]);
    console.log(tableText([`webhook, ${count} deliveries`, "p50 ms", "p99 ms", "per second"], cells));
    console.log(`${verdict}\n${machineText()}`);
  }
}
