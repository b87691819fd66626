import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SetReport } from "@likeness/core/verification";
import { type Cloud, startCloud } from "./cloud.ts";
import { ApiClient } from "./demo/api-client.ts";
import { compositeDemo } from "./demo/composite.ts";
import { type DemoOptions, demoOptions, HELP } from "./demo/options.ts";
import { saveGallery, type TurnaroundImage } from "./demo/pictures.ts";
import { display } from "./demo/progress.ts";
import { type Outcome, summary } from "./demo/summary.ts";
import { inferenceTimesMs, listScheduleMs } from "./ideal.ts";
import { fail, note, print } from "./terminal.ts";

// `npm run demo`: from a description to a turnaround through the public API, on a cloud that lives as long as it takes.
try {
  const options = demoOptions(process.argv.slice(2));
  if (options.help) print(HELP);
  else await demo(options);
} catch (error) {
  fail(error);
}

async function demo(options: DemoOptions): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "likeness-demo-"));
  const log = process.env.DEBUG ? note : quietly;
  try {
    note("starting the local cloud (the first start synthesizes the stacks) …");
    const { latency: latencyMs, concurrency, isolate, drift } = options;
    const faults = { ...(drift !== undefined && { drift: { rate: drift } }), ...options["fal-faults"] };
    const cloud = await startCloud({
      dataDir,
      threads: isolate ? "each" : "cores",
      fal: { latencyMs, concurrency, faults },
      log,
    });
    try {
      const { outcome, stage } = await turnaround(cloud, options);
      print(summary(outcome));
      if (options.composite) print(await compositeDemo({ ...stage, folder: resolve(options.out), produce }));
    } finally {
      await cloud.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function quietly(line: string): void {
  if (line.startsWith("synthesizing")) note(line);
}

interface MasterResult {
  mediaId: string;
  url: string;
}

interface ProfileResult {
  images: TurnaroundImage[];
  missingAngles: Array<{ angle: number; reason?: string }>;
  status: string;
  reasons: string[];
  consistency: SetReport;
}

async function turnaround(cloud: Cloud, options: DemoOptions) {
  const api = new ApiClient(cloud.apiUrl, await cloud.token("demo"));
  const { description, type, seed } = options;
  const project = await api.post<{ projectId: string }>("/api/v1/projects", { name: "Demo" });
  const base = `/api/v1/projects/${project.projectId}`;
  const subject = await api.post<{ subjectId: string }>(`${base}/subjects`, {
    type,
    name: "Demo subject",
    description,
  });
  const seeded = seed === undefined ? {} : { seed };

  const startedMs = Date.now();
  const ask = { subjectType: type, subjectId: subject.subjectId, description, ...seeded };
  const master = await produce<MasterResult>(api, {
    title: "master ",
    path: `${base}/images/generate/master`,
    ask,
  });
  const profileAsk = {
    masterReferenceId: master.result.mediaId,
    subjectId: subject.subjectId,
    ...(options.angles && { angles: options.angles }),
  };
  const profileStartedMs = Date.now();
  const path = `${base}/images/generate/profile360`;
  const profile = await produce<ProfileResult>(api, { title: "profile", path, ask: profileAsk });
  const endedMs = Date.now();

  const { images, missingAngles } = profile.result;
  const angles = [...images.map(({ angle }) => angle), ...missingAngles.map(({ angle }) => angle)].sort(
    (a, b) => a - b,
  );
  const gallery = await saveGallery(resolve(options.out), {
    title: `360° profile · ${type}`,
    subtitle: description,
    masterUrl: master.result.url,
    images,
    angles,
    evidence: profile.result.consistency.evidence,
  });
  note(`everything took ${((endedMs - startedMs) / 1000).toFixed(1)} s`);
  const outcome: Outcome = {
    ...{ images, missingAngles, gallery, report: profile.result.consistency },
    ...{ status: profile.result.status, reasons: profile.result.reasons },
    wallMs: endedMs - profileStartedMs,
    idealMs: idealMs(cloud, options),
    costUsd: master.costUsd + profile.costUsd,
    billedUsd: cloud.sandbox?.bill().billedUsd ?? 0,
  };
  return { outcome, stage: { api, base, masterId: master.result.mediaId } };
}

async function produce<R>(api: ApiClient, job: { title: string; path: string; ask: unknown }) {
  const { statusUrl } = await api.post<{ statusUrl: string }>(job.path, job.ask);
  const live = display(job.title);
  try {
    const view = await api.watch(statusUrl, live.show);
    return { result: view.result as R, costUsd: view.costUsd };
  } finally {
    live.end();
  }
}

function idealMs(cloud: Cloud, { concurrency }: DemoOptions): number {
  if (!cloud.sandbox) return 0;
  const times = inferenceTimesMs(
    cloud.sandbox.bill(),
    (endpointId) => endpointId.endsWith("/multiple-angles") || endpointId.endsWith("-multiple-angles"),
  );
  return listScheduleMs(times, concurrency);
}
