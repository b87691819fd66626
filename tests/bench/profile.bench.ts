import { parseArgs } from "node:util";
import type { Cloud } from "../../packages/local/src/cloud.ts";
import { inferenceTimesMs, listScheduleMs } from "../../packages/local/src/ideal.ts";
import { openTestCloud } from "../support/cloud.ts";
import { type Case, type Round, type Summary, summarize, targetsOf } from "./profile-verdict.ts";
import { isMet, judge, machine, machineText, rounded, tableText } from "./report.ts";
import { pictureWork, type SeedAlgorithm, seedAlgorithm } from "./seed-algorithm.ts";
import { makeProfile, openSubject, type Subject } from "./subject.ts";

const HELP = `bench:profile - twelve angles against the best possible schedule, and against batches with barriers

  --rounds N        runs of each kind, interleaved (default 3)
  --concurrency N   only with this many slots at the model: 4 or 12 (default both)
  --json            the result as one line of JSON`;

const LATENCIES_MS = [3000, 1000];
const CONCURRENCIES = [4, 12];
/** How often our caller looks at the job, as the demo does; the waits for a look are in our time. */
const POLL_MS = 200;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    concurrency: { type: "string" },
  },
});
if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const chosen = values.concurrency ? [Number(values.concurrency)] : CONCURRENCIES;
  const before = machine();
  const summaries: Summary[] = [];
  for (const concurrency of chosen) summaries.push(...(await withSlots(concurrency)));
  report(summaries, before);
}

/** All latencies on one cloud: its bundles are loaded once, by a profile that does not count. */
async function withSlots(concurrency: number): Promise<Summary[]> {
  const open = await openTestCloud({ fal: { concurrency, latencyMs: 300 } });
  try {
    const subject = await openSubject(open);
    const theirs = seedAlgorithm(open.cloud);
    await makeProfile(subject);
    const { downloads } = await theirs.run(await masterKeyOf(subject));
    const summaries: Summary[] = [];
    for (const latencyMs of LATENCIES_MS) {
      open.cloud.sandbox?.setLatency(latencyMs);
      const contest = { cloud: open.cloud, subject, theirs, downloads };
      summaries.push(await compare({ latencyMs, concurrency }, contest));
    }
    return summaries;
  } finally {
    await open.close();
  }
}

interface Contest {
  cloud: Cloud;
  subject: Subject;
  theirs: SeedAlgorithm;
  downloads: Buffer[];
}

async function compare(one: Case, contest: Contest): Promise<Summary> {
  const masterKey = await masterKeyOf(contest.subject);
  const theirTurn = async () => (await contest.theirs.run(masterKey)).wallMs;
  const rounds: Round[] = [];
  for (let index = 0; index < Number(values.rounds); index++) {
    const bareIngestMs = await timed(() => Promise.all(contest.downloads.map((bytes) => pictureWork(bytes))));
    // Each goes first in every other round.
    const early = index % 2 === 1 ? await theirTurn() : undefined;
    const ours = await ourTurn(one, contest);
    rounds.push({ ...ours, theirsMs: early ?? (await theirTurn()), bareIngestMs });
    note(one, rounds.at(-1));
  }
  return summarize(one, rounds);
}

async function ourTurn({ concurrency }: Case, { cloud, subject }: Contest) {
  const earlier = cloud.sandbox?.bill().requests.length ?? 0;
  const { wallMs } = await makeProfile(subject, { pollMs: POLL_MS });
  const bill = cloud.sandbox?.bill();
  const timesMs = bill
    ? inferenceTimesMs({ ...bill, requests: bill.requests.slice(earlier) }, () => true)
    : [];
  if (timesMs.length !== 12) throw new Error(`A profile took ${timesMs.length} pictures instead of 12`);
  return { oursMs: wallMs, idealMs: listScheduleMs(timesMs, concurrency) };
}

async function masterKeyOf({ caller, stage, masterMediaId }: Subject): Promise<string> {
  const { body } = await caller.get<{ url: string }>(`${stage.base}/images/${masterMediaId}`);
  return new URL(body.url).pathname.slice(1);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function note({ latencyMs, concurrency }: Case, round: Round | undefined): void {
  const figures = Object.entries(round ?? {}).map(([name, value]) => `${name} ${Math.round(value)}`);
  console.error(
    `c = ${concurrency}, t = ${latencyMs / 1000} s: ${figures.join(", ")}; load ${machine().load1}`,
  );
}

function report(summaries: Summary[], before: ReturnType<typeof machine>): void {
  const targets = summaries.flatMap(targetsOf);
  if (values.json) {
    const ok = targets.every(isMet);
    console.log(
      JSON.stringify({
        bench: "profile",
        rounds: Number(values.rounds),
        ok,
        before,
        after: machine(),
        summaries,
        targets,
      }),
    );
    if (!ok) process.exitCode = 1;
    return;
  }
  const heading = [
    "slots",
    "latency s",
    "ideal s",
    "ours s",
    "ratio",
    "over ideal s",
    "bare ingest s",
    "batches s",
    "faster",
  ];
  console.log(tableText(heading, summaries.map(rowOf)));
  console.log(
    `\nmedians of ${values.rounds} rounds; ${machineText()}, ${before.load1} before\n\n${judge(targets)}`,
  );
}

function rowOf(summary: Summary) {
  const { concurrency, latencyMs, idealMs, oursMs, ratio, overheadMs, bareIngestMs, theirsMs, speedup } =
    summary;
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  return [
    ...[concurrency, latencyMs / 1000, seconds(idealMs), seconds(oursMs), rounded(ratio).toFixed(2)],
    ...[seconds(overheadMs), seconds(bareIngestMs), seconds(theirsMs), `${speedup.toFixed(2)}x`],
  ];
}
