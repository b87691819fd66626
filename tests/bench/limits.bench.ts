import { parseArgs } from "node:util";
import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoClient } from "../../packages/core/src/clients.ts";
import { resetConfig } from "../../packages/core/src/config.ts";
import { newId } from "../../packages/core/src/ids.ts";
import { leave, reserve } from "../../packages/core/src/rate-limit/index.ts";
import { serve } from "../core/rate-limit/callers.ts";
import { openTestTable } from "../support/table.ts";
import { isMet, judge, machine, machineText, rounded, type Target, tableText } from "./report.ts";

const HELP = `bench:limits - the shared limiter: what a submission writes, how many callers it serves at once, and how fairly

Calls of the table are counted, not timed. The fairness table is of the schedule alone, with a clock of its own.

  --callers N   callers at the same moment (default 36)
  --json        the result as one line of JSON`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    callers: { type: "string", default: "36" },
  },
});
if (values.help) console.log(HELP);
else await bench();

interface Calls {
  reads: number;
  writes: number;
}

interface Row extends Calls {
  what: string;
  submissions: number;
  slots: number;
  ms: number;
}

async function bench(): Promise<void> {
  const before = machine();
  const table = await openTestTable();
  try {
    const calls = countCalls();
    report({ rows: await measure(calls, Number(values.callers)), shares: shares(), before });
  } finally {
    await table.close();
  }
}

/** Everything the SDK sends to the table, repeated writes that a condition refused included. */
function countCalls(): Calls {
  const calls = { reads: 0, writes: 0 };
  const send = dynamoClient().send.bind(dynamoClient());
  Object.assign(dynamoClient(), {
    send: (command: unknown) => {
      if (command instanceof UpdateItemCommand) calls.writes += 1;
      if (command instanceof GetItemCommand) calls.reads += 1;
      return send(command as never);
    },
  });
  return calls;
}

async function measure(calls: Calls, callers: number): Promise<Row[]> {
  const job = Array.from({ length: 12 }, () => "prj_a");
  const crowd = Array.from({ length: callers }, (_, index) => `prj_${index % 3}`);
  const alone = crowd.map(() => "prj_a");
  const run = async (
    what: string,
    settings: Record<string, string>,
    work: () => Promise<number>,
    submissions: number,
  ) => {
    Object.assign(process.env, { FAL_IN_FLIGHT_MAX: "", ...settings });
    resetConfig();
    const earlier = { ...calls };
    const startedMs = performance.now();
    const slots = await work();
    const ms = performance.now() - startedMs;
    const used = { reads: calls.reads - earlier.reads, writes: calls.writes - earlier.writes };
    return { what, submissions, slots, ms, ...used };
  };
  const inTurn = async (projects: string[]) => {
    let slots = 0;
    for (const projectId of projects) slots += await one(projectId);
    return slots;
  };
  const atOnce = async (projects: string[]) =>
    (await Promise.all(projects.map(one))).reduce((sum, slot) => sum + slot, 0);
  const held = Array.from({ length: 12 }, () => newId("generation"));
  return [
    await run("a profile, one after another", { FAL_BURST: "30" }, () => inTurn(job), 12),
    await run(
      "12 at once, the account in use",
      { FAL_BURST: "60" },
      async () => (await inTurn(["prj_a"])) + (await atOnce(job.slice(1))),
      12,
    ),
    await run("12 at once, after a pause", { FAL_BURST: "31" }, () => atOnce(job), 12),
    await run(
      `${callers} at once within the burst, in use`,
      { FAL_BURST: "120" },
      async () => (await inTurn(["prj_a"])) + (await atOnce(crowd.slice(1))),
      callers,
    ),
    await run(`${callers} at once of 3 projects, burst 7`, { FAL_BURST: "7" }, () => atOnce(crowd), callers),
    await run(`${callers} at once of 1 project, burst 37`, { FAL_BURST: "37" }, () => atOnce(alone), callers),
    await run(
      `${callers} of 1 project, more than its share`,
      { FAL_BURST: "8" },
      () => atOnce(alone),
      callers,
    ),
    await run("waiting for a slot, one after another", { FAL_BURST: "1" }, () => inTurn(job.slice(1)), 11),
    await run(
      "entering with requests in flight bounded",
      { FAL_BURST: "32", FAL_IN_FLIGHT_MAX: "40" },
      () => inFlight(held),
      12,
    ),
    await run("leaving", { FAL_BURST: "32", FAL_IN_FLIGHT_MAX: "40" }, () => leaving(held), 12),
    await run("leaving, nothing in flight bounded", { FAL_BURST: "32" }, () => leaving(held), 12),
  ];
}

async function one(projectId: string): Promise<number> {
  const turn = await reserve({ projectId, generationId: newId("generation"), isMaster: false });
  return turn.kind === "slot" ? 1 : 0;
}

async function inFlight(ids: string[]): Promise<number> {
  for (const generationId of ids) await reserve({ projectId: "prj_a", generationId, isMaster: false });
  return ids.length;
}

async function leaving(ids: string[]): Promise<number> {
  for (const generationId of ids) await leave(generationId);
  return ids.length;
}

interface Share {
  project: string;
  asked: number;
  perMinute: number;
  first: number;
  comeBacks: number;
}

/** Projects with very different backlogs at 60 a minute: what each gets while all of them still wait. */
function shares(): { rows: Share[]; ratio: number } {
  const settings = { intervalMs: 1000, burst: 30 };
  const asked = { "240 pictures": 240, "120 pictures": 120, "120, a minute later": 120, "90 pictures": 90 };
  const callers = Object.entries(asked).flatMap(([projectId, count]) => {
    const atMs = projectId.includes("later") ? 60_000 : 0;
    return Array.from({ length: count }, () => ({ projectId, isMaster: false, atMs, skewMs: 0 }));
  });
  let roll = 1;
  const random = () => {
    roll = (roll * 16_807) % 2_147_483_647;
    return roll / 2_147_483_647;
  };
  const sent = serve(callers, settings, { random, isWholeSeconds: true });
  const of = (project: string) => sent.filter(({ projectId }) => projectId === project);
  const until = Math.min(
    ...Object.keys(asked).map((project) => Math.max(...of(project).map(({ sentMs }) => sentMs))),
  );
  const from = 120_000;
  const rows = Object.entries(asked).map(([project, count]) => {
    const its = of(project);
    const counted = its.filter(({ sentMs }) => sentMs > from && sentMs <= until).length;
    return {
      ...{ project, asked: count, perMinute: rounded((counted * 60_000) / (until - from)) },
      first: rounded(
        (Math.min(...its.map(({ sentMs }) => sentMs)) - Math.min(...its.map(({ atMs }) => atMs))) / 1000,
      ),
      comeBacks: rounded(its.reduce((sum, { comeBacks }) => sum + comeBacks, 0) / its.length),
    };
  });
  const rates = rows.map(({ perMinute }) => perMinute);
  return { rows, ratio: rounded(Math.max(...rates) / Math.min(...rates), 3) };
}

interface Result {
  rows: Row[];
  shares: ReturnType<typeof shares>;
  before: ReturnType<typeof machine>;
}

function report({ rows, shares: fair, before }: Result): void {
  const writesOf = (start: string) => {
    const row = rows.find(({ what }) => what.startsWith(start));
    return row ? rounded(row.writes / row.submissions) : Number.NaN;
  };
  const mostWrites = (part: string) => {
    const each = rows
      .filter(({ what }) => what.includes(part))
      .map(({ writes, submissions }) => writes / submissions);
    return each.length > 0 ? rounded(Math.max(...each)) : Number.NaN;
  };
  const targets: Target[] = [
    { name: "table writes to enter, a profile", value: writesOf("a profile"), atMost: 1 },
    { name: "table writes to enter, 12 at once", value: writesOf("12 at once, the account"), atMost: 1 },
    {
      name: "table writes to enter, 12 at once after a pause",
      value: mostWrites("at once, after"),
      atMost: 1.2,
    },
    { name: "table writes to enter, within the burst", value: mostWrites("within the burst"), atMost: 1.2 },
    { name: "table writes to enter where the burst runs out", value: mostWrites(", burst "), atMost: 1.2 },
    { name: "table writes to enter, in flight bounded", value: writesOf("entering"), atMost: 1.2 },
    { name: "table writes to enter, waiting for a slot", value: writesOf("waiting"), atMost: 1 },
    { name: "table writes to leave", value: writesOf("leaving"), atMost: 1 },
    { name: "most / least of what projects with a backlog are given", value: fair.ratio, atMost: 1.5 },
  ];
  if (values.json) {
    const ok = targets.every(isMet);
    console.log(
      JSON.stringify({ bench: "limits", ok, rows, shares: fair, before, after: machine(), targets }),
    );
    if (!ok) process.exitCode = 1;
    return;
  }
  const cells = rows.map(({ what, submissions, slots, reads, writes, ms }) => [
    ...[
      what,
      submissions,
      slots,
      reads,
      writes,
      rounded(writes / submissions),
      Math.round((submissions * 1000) / ms),
    ],
  ]);
  console.log(
    tableText(["case", "submissions", "slots", "reads", "writes", "writes each", "a second"], cells),
  );
  const given = fair.rows.map(({ project, perMinute, first, comeBacks }) => [
    project,
    perMinute,
    first,
    comeBacks,
  ]);
  console.log(
    `\n${tableText(["project that asked for", "a minute", "first after s", "come-backs each"], given)}`,
  );
  console.log(`\n${machineText()}, ${before.load1} before\n\n${judge(targets)}`);
}
