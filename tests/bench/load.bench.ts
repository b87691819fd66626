import { parseArgs } from "node:util";
import * as z from "zod";
import { FEATURES_VERSION } from "../../packages/core/src/consistency/index.ts";
import { featuresKey, listObjects } from "../../packages/core/src/storage/index.ts";
import type { Cloud } from "../../packages/local/src/cloud.ts";
import { openTestCloud, type TestCloud } from "../support/cloud.ts";
import { type Accounts, disagreements } from "./load-audit.ts";
import { type Peaks, watchMemory } from "./memory.ts";
import { pointCoreAt } from "./point-core.ts";
import { isMet, judge, machine, machineText, rounded, type Target } from "./report.ts";
import { makeProfile, openSubject, type Profile, type Subject } from "./subject.ts";

const HELP = `bench:load - many profiles at once in one process: memory, and whether every picture is there exactly once

  --profiles N   profiles in flight (default 20), of four subjects in four projects
  --latency MS   the model's time for a picture (default 1000)
  --json         the result as one line of JSON`;

const MAIN_BYTES_MAX = 800e6;
const SUBJECTS = 4;
/** What a well-paid account has; pictures beyond it wait in the provider's queue. */
const SLOTS = 40;

/** What a profile's result says of its evidence. */
const Evidenced = z.object({
  consistency: z.object({ evidence: z.object({ imageUrl: z.string(), dataUrl: z.string() }) }),
});

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    profiles: { type: "string", default: "20" },
    latency: { type: "string", default: "1000" },
  },
});
if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const before = machine();
  const open = await openTestCloud({ fal: { latencyMs: Number(values.latency), concurrency: SLOTS } });
  try {
    const subjects = await openSubjects(open);
    const earlier = open.cloud.sandbox?.bill().requests.length ?? 0;
    const watch = watchMemory();
    const startedMs = performance.now();
    const profiles = await Promise.all(
      Array.from({ length: Number(values.profiles) }, (_, index) =>
        makeProfile(subjects[index % subjects.length]!, { pollMs: 500 }),
      ),
    );
    const wallMs = performance.now() - startedMs;
    const peaks = await watch.stop();
    const faults = disagreements(await accountsOf(open.cloud, { subjects, profiles, earlier }));
    report({ peaks, wallMs, faults, before });
  } finally {
    await open.close();
  }
}

async function openSubjects(open: TestCloud): Promise<Subject[]> {
  const people = Array.from({ length: SUBJECTS }, (_, index) => `person-${index}`);
  return Promise.all(people.map((person) => openSubject(open, person)));
}

interface Outcome {
  subjects: Subject[];
  profiles: Profile[];
  /** Requests on the bill before the profiles. */
  earlier: number;
}

async function accountsOf(cloud: Cloud, { subjects, profiles, earlier }: Outcome): Promise<Accounts> {
  pointCoreAt(cloud);
  const objects = await Promise.all(
    subjects.map(({ stage }) => allKeys(`projects/${stage.projectId}/360-profiles/`)),
  );
  return {
    jobs: profiles.map(({ view, images }) => ({ jobId: view.jobId, images, costUsd: view.costUsd })),
    rows: (await Promise.all(subjects.map(rowsOf))).flat(),
    reports: profiles.flatMap(({ view }) => evidenceOf(view.result)),
    objects: objects.flat(),
    billed: cloud.sandbox?.bill().requests.slice(earlier) ?? [],
  };
}

interface ImageView {
  mediaId: string;
  url: string;
  thumbnails: Array<{ url: string }>;
}

/** All pictures of profiles of a project, page by page through the public API. */
async function rowsOf({ caller, stage }: Subject): Promise<Accounts["rows"]> {
  const rows: Accounts["rows"] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { images: ImageView[]; nextCursor: string | null } = (
      await caller.get<{ images: ImageView[]; nextCursor: string | null }>(
        `${stage.base}/images?imageType=profile-360&limit=100${cursor && `&cursor=${cursor}`}`,
      )
    ).body;
    for (const { mediaId, url, thumbnails } of page.images)
      rows.push({ mediaId, keys: keysOf([url, ...thumbnails.map((each) => each.url)]) });
    cursor = page.nextCursor;
  }
  return rows;
}

/** A picture, its thumbnails, and its features beside it. */
function keysOf(urls: string[]): string[] {
  const [picture = "", ...thumbnails] = urls.map(keyOf);
  return [picture, ...thumbnails, featuresKey(picture, FEATURES_VERSION)];
}

function evidenceOf(result: unknown): string[] {
  const { imageUrl, dataUrl } = Evidenced.parse(result).consistency.evidence;
  return [imageUrl, dataUrl].map(keyOf);
}

function keyOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function allKeys(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const page = await listObjects(prefix, { limit: 1000, ...(cursor && { cursor }) });
    keys.push(...page.objects.map(({ key }) => key));
    cursor = page.cursor;
  }
  return keys;
}

interface Result {
  peaks: Peaks;
  wallMs: number;
  faults: string[];
  before: ReturnType<typeof machine>;
}

function report({ peaks, wallMs, faults, before }: Result): void {
  const pictures = Number(values.profiles) * 12;
  const targets: Target[] = [
    {
      name: "megabytes resident at the peak, main process",
      value: rounded(peaks.main / 1e6, 0),
      atMost: MAIN_BYTES_MAX / 1e6,
    },
    { name: "pictures lost, doubled or paid for twice", value: faults.length, atMost: 0 },
  ];
  if (values.json) {
    const ok = targets.every(isMet);
    console.log(
      JSON.stringify({ bench: "load", ok, pictures, wallMs, peaks, faults, before, after: machine() }),
    );
    if (!ok) process.exitCode = 1;
    return;
  }
  const each = rounded(pictures / (wallMs / 1000), 1);
  console.log(
    `${values.profiles} profiles, ${pictures} pictures in ${rounded(wallMs / 1000, 1)} s (${each} a second)`,
  );
  console.log(`with the artist's process: ${rounded(peaks.withChildren / 1e6, 0)} MB at the peak`);
  console.log(`${machineText()}, ${before.load1} before\n`);
  if (faults.length > 0) console.log(`${faults.slice(0, 20).join("\n")}\n`);
  console.log(judge(targets));
}
