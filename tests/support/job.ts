import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { Sandbox } from "../../packages/fal-sandbox/src/index.ts";
import { LOCAL_PLACE } from "../../packages/local/src/names.ts";
import { type Caller, SEED, type Stage, type TestCloud } from "./cloud.ts";
import { shippedTemplate } from "./stacks.ts";

/** A job as the API answers it; looser than the domain's type, because tests read what is really sent. */
export interface JobBody {
  jobId: string;
  state: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
  progress: { stage: string; done: number; total: number; slots: Record<string, string> };
  costUsd: number;
  attempts: Attempt[];
  result?: ProfileResult;
  problem?: { code: string; message: string; details?: Array<{ slot: string; reason: string }> };
}

export interface Attempt {
  slot: string;
  attempt: number;
  round: number;
  state: string;
  model: string;
  mediaId?: string;
  revision?: { by: string; from: string; to: string };
  error?: { code: string; message: string };
  recovery?: string;
  history?: Array<{ error: string; recovery: string }>;
  isSuspect?: boolean;
  costUsd: number;
}

export interface ProfileResult {
  collectionId: string;
  status: "complete" | "partial" | "simplified";
  images: Array<{ mediaId: string; url: string; angle: number }>;
  missingAngles: Array<{ angle: number; reason: string }>;
}

/** Asks for a profile and answers the path of its job. */
export async function startProfile(
  caller: Caller,
  { base, subjectId }: Stage,
  ask: { masterReferenceId: unknown; angles: number[]; [option: string]: unknown },
): Promise<string> {
  const { status, body } = await caller.post<{ statusUrl: string }>(`${base}/images/generate/profile360`, {
    ...{ subjectId, seed: SEED },
    ...ask,
  });
  if (status !== 202) throw new Error(`the profile was not started: ${JSON.stringify(body)}`);
  return body.statusUrl;
}

/** A profile, watched until it ended. */
export async function profileFor(...request: Parameters<typeof startProfile>): Promise<JobBody> {
  return endedJob(request[0], await startProfile(...request));
}

/** A job, watched until it ended. */
export async function endedJob(caller: Caller, statusUrl: string): Promise<JobBody> {
  return (await caller.ended(statusUrl)) as unknown as JobBody;
}

/** Looks at a job until it is as wanted; fails, showing the job, after `withinMs`. */
export async function seenJob(
  caller: Caller,
  statusUrl: string,
  { until, withinMs = 60_000 }: { until(job: JobBody): boolean; withinMs?: number },
): Promise<JobBody> {
  for (const deadline = Date.now() + withinMs; ; ) {
    const { body } = await caller.get<JobBody>(statusUrl);
    if (until(body)) return body;
    if (Date.now() > deadline) throw new Error(`${statusUrl} never became so: ${JSON.stringify(body)}`);
    await sleep(50);
  }
}

/** What the jobs say they cost, and what the sandbox billed, both in dollars rounded to a millionth. */
export function accounts(sandbox: Sandbox | undefined, jobs: JobBody[]) {
  const ledger = jobs.flatMap(({ attempts }) => attempts).reduce((sum, { costUsd }) => sum + costUsd, 0);
  // The ledger keeps whole micro-dollars per request; text is billed in fractions of them.
  const billed = sandbox?.bill().requests.reduce((sum, { usd }) => sum + rounded(usd), 0);
  return { ledgerUsd: rounded(ledger), billedUsd: rounded(billed ?? Number.NaN) };
}

/** The project's ledger, in dollars rounded to a millionth. */
export async function spendOf(caller: Caller, { base }: Pick<Stage, "base">) {
  interface Line {
    submissions: number;
    usd: number;
  }
  type Report = Line & { suspects: Line } & Record<"byOperation" | "byModel" | "byDay", Line[]>;
  const { body } = await caller.get<Report>(`${base}/spend`);
  const together = (lines: Line[]) => rounded(lines.reduce((sum, { usd }) => sum + usd, 0));
  return {
    ...{ report: body, usd: rounded(body.usd), submissions: body.submissions },
    parts: [together(body.byOperation), together(body.byModel), together(body.byDay)],
  };
}

function rounded(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}

/** Runs the function of a source file below packages/functions/src, such as `schedule/reconcile`. */
export async function runFunction<T = unknown>(
  { cloud }: TestCloud,
  file: string,
  event: unknown = {},
): Promise<T> {
  const functions = (await shippedTemplate()).ofType("AWS::Lambda::Function");
  const found = functions.find(({ properties }) => String(properties.Handler).includes(`/${file}.handler`));
  if (!found) throw new Error(`the template has no function of ${file}`);
  return (await cloud.invoke(found.id, event)) as T;
}

interface ExecutionRecord {
  executionArn: string;
  input: string;
  output?: string;
}

/** The execution of a job as the machines' service keeps it, with the file it is kept in; rejects when there is none. */
export async function executionOf({ dataDir }: Pick<TestCloud, "dataDir">, jobId: string) {
  const root = join(dataDir, "executions");
  for (const machine of await readdir(root)) {
    const file = join(root, machine, `${jobId}.json`);
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text) return { file, ...(JSON.parse(text) as ExecutionRecord) };
  }
  throw new Error(`no execution of ${jobId}`);
}

/** A client of the machines' service; it speaks to the same endpoint as the functions. */
export async function statesOf({ dataDir }: Pick<TestCloud, "dataDir">): Promise<SFNClient> {
  const { aws } = JSON.parse(await readFile(join(dataDir, "ports.json"), "utf8")) as { aws: number };
  return new SFNClient({
    endpoint: `http://127.0.0.1:${aws}`,
    region: LOCAL_PLACE.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
}
