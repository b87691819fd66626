import { parseArgs } from "node:util";
import { machineText, tableText } from "../bench/report.ts";
import { openWebhookStage } from "../support/webhook-stage.ts";
import { announcedSeed, chanceOf } from "./chance.ts";
import { openRowCloner } from "./row-cloner.ts";
import { fuzzWebhook } from "./webhook-fuzz.ts";
import { deliverInOrder, jobOf, ordersOf, randomOrder } from "./webhook-orders.ts";

/**
 * The webhook's real handler under hostile deliveries and under deliveries in any order: `--requests`, `--orders`,
 * `--seed`. Exit code 1 when one hostile delivery changed anything, or one genuine delivery did not.
 */

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    requests: { type: "string", default: "100000" },
    orders: { type: "string", default: "2000" },
  },
});
if (values.seed !== undefined) process.env.FUZZ_SEED = values.seed;
const seed = announcedSeed("fuzz:webhook");
process.on("unhandledRejection", (error) => {
  throw error;
});

const stage = await openWebhookStage();
const rows = await openRowCloner(stage);
const wrong = [...(await hostile(Number(values.requests))), ...(await orders(Number(values.orders)))];
for (const each of wrong.slice(0, 20)) console.log(`WRONG  ${each}`);
console.log(`${wrong.length === 0 ? "ok" : "MISSED"}: ${wrong.length} wrong; seed ${seed}; ${machineText()}`);
await stage.close();
process.exitCode = wrong.length === 0 ? 0 : 1;

async function hostile(requests: number): Promise<string[]> {
  const startMs = performance.now();
  const onProgress = (done: number) => {
    if (done % 10_000 === 0) process.stderr.write(`${done} hostile deliveries\n`);
  };
  const report = await fuzzWebhook(stage, rows, { seed, requests, onProgress });
  const { sent, accepted } = report.controls;
  console.log(tableText(["hostile deliveries", "sent"], Object.entries(report.sent)));
  console.log(
    `answers: ${JSON.stringify(report.statuses)}; genuine ones between them: ${accepted} of ${sent} accepted`,
  );
  console.log(`${requests} in ${seconds(startMs)} s\n`);
  return report.wrong;
}

async function orders(count: number): Promise<string[]> {
  const startMs = performance.now();
  const found: string[] = [];
  const all = ordersOf(5);
  for (const [index, order] of all.entries()) {
    const parts = await jobOf(stage, rows, { chance: chanceOf(seed, index), count: 5 });
    found.push(...(await deliverInOrder(stage, parts, { order, atOnce: false })));
  }
  for (let index = 0; index < count; index += 1) {
    found.push(...(await randomOrder(stage, rows, chanceOf(seed, 1_000 + index))).wrong);
  }
  console.log(`${all.length} orders of 5 and ${count} of 12 with repetitions in ${seconds(startMs)} s`);
  return found;
}

function seconds(startMs: number): string {
  return ((performance.now() - startMs) / 1000).toFixed(0);
}
