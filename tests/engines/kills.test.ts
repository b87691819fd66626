import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withActor } from "../../packages/core/src/actor/index.ts";
import { tableGraph } from "../../packages/core/src/brain/index.ts";
import { resetConfig } from "../../packages/core/src/config.ts";
import { newId } from "../../packages/core/src/ids.ts";
import * as Lineage from "../../packages/core/src/lineage/index.ts";
import * as Media from "../../packages/core/src/media/index.ts";
import * as Project from "../../packages/core/src/project/index.ts";
import { drain, rebuild } from "../../packages/core/src/projection/index.ts";
import * as Subject from "../../packages/core/src/subject/index.ts";
import { relationsFrom } from "../support/graph.ts";
import { mediaInfo } from "../support/media.ts";
import { reportInfo } from "../support/report.ts";
import { openTestTable, type TestTable } from "../support/table.ts";
import { type Neo4jEngine, startNeo4j } from "./neo4j.ts";

const KILLS = 10;
const CONVERGENCE_MAX_MS = 60_000;

let table: TestTable;
let engine: Neo4jEngine;
beforeAll(async () => {
  table = await openTestTable();
  engine = await startNeo4j();
  process.env.NEO4J_URI = engine.uri;
  resetConfig();
}, 1_800_000);
afterAll(async () => {
  delete process.env.NEO4J_URI;
  resetConfig();
  await engine?.close();
  await table?.close();
});

it("a graph that is killed ten times while it is being told loses and doubles nothing, and catches up within a minute", async () => {
  const { projectId } = await withActor({ person: "ada" }, () => Project.create({ name: "Film" }));
  const nodes: string[] = [];
  const expected: string[] = [];
  const slowest = { ms: 0 };
  for (let kill = 0; kill < KILLS; kill++) {
    const made = { type: "character", name: `Hero ${kill}`, description: "a knight" } as const;
    const { subjectId } = await withActor({ person: "ada" }, () => Subject.create(projectId, made));
    nodes.push(subjectId);
    const masterId = await store({ projectId, subjectId, imageType: "master-reference" });
    await Subject.addVersion({ projectId, subjectId }, { masterId });
    expected.push(`${subjectId} HAS_MASTER_REFERENCE ${masterId}`);
    nodes.push(masterId);
    const stop = new AbortController();
    const projecting = projectUntil(stop.signal);
    for (let angle = 0; angle < 12; angle++) {
      if (angle === kill) await engine.kill();
      const mediaId = await store({ projectId, subjectId, angle, references: [masterId] });
      nodes.push(mediaId);
      expected.push(`${mediaId} DERIVED_FROM ${masterId}`);
      const reportId = newId("report");
      await Lineage.keepReport(reportInfo({ projectId, reportId, aboutId: mediaId, againstIds: [masterId] }));
      nodes.push(reportId);
      expected.push(`${reportId} DERIVED_FROM ${mediaId}`, `${reportId} VERIFIED_AGAINST ${masterId}`);
    }
    await engine.restart();
    const since = Date.now();
    await converged();
    slowest.ms = Math.max(slowest.ms, Date.now() - since);
    stop.abort();
    await projecting;
  }
  expected.sort();
  expect(await relationsFrom(tableGraph(), projectId, nodes)).toEqual(expected);
  expect(await relationsFrom(engine.graph, projectId, nodes)).toEqual(expected);
  expect(await engine.graph.count(projectId)).toEqual({ nodes: nodes.length, relations: expected.length });
  process.stderr.write(
    `${KILLS} kills: ${expected.length} relations, none lost or doubled; converged after ${slowest.ms} ms at most\n`,
  );
  expect(slowest.ms).toBeLessThan(CONVERGENCE_MAX_MS);
}, 1_800_000);

it("a rebuild restores a graph that lost everything, and removes what the table has not", async () => {
  const { projectId } = await withActor({ person: "ada" }, () => Project.create({ name: "Lost" }));
  const subject = { type: "character", name: "Hero", description: "a knight" } as const;
  const { subjectId } = await withActor({ person: "ada" }, () => Subject.create(projectId, subject));
  const masterId = await store({ projectId, subjectId, imageType: "master-reference" });
  await Subject.addVersion({ projectId, subjectId }, { masterId });
  const mediaId = await store({ projectId, subjectId, references: [masterId] });
  const reportId = newId("report");
  await Lineage.keepReport(reportInfo({ projectId, reportId, aboutId: mediaId, againstIds: [masterId] }));
  const relations = [
    `${mediaId} DERIVED_FROM ${masterId}`,
    `${reportId} DERIVED_FROM ${mediaId}`,
    `${reportId} VERIFIED_AGAINST ${masterId}`,
    `${subjectId} HAS_MASTER_REFERENCE ${masterId}`,
  ].sort();
  const strayId = newId("media");
  await engine.graph.apply([
    { projectId, nodeId: strayId, revision: 1, isDeleted: false, properties: {}, relations: [] },
  ]);
  const report = await rebuild(projectId, engine.graph);
  expect(report).toEqual({ projectId, nodes: 4, pruned: 1 });
  const nodes = [subjectId, masterId, mediaId, reportId];
  expect(await relationsFrom(engine.graph, projectId, nodes)).toEqual(relations);
  expect(await rebuild(projectId, engine.graph)).toEqual({ projectId, nodes: 4, pruned: 0 });
  expect(await engine.graph.count(projectId)).toEqual({ nodes: 4, relations: 4 });
});

async function store(given: Partial<Media.Info> & { projectId: string }): Promise<string> {
  const mediaId = newId("media");
  const media = mediaInfo({ ...given, mediaId });
  await Lineage.rememberMedia(media);
  await Media.record(media);
  return mediaId;
}

/** The schedule, more often than every minute. */
async function projectUntil(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await drain({ graph: engine.graph });
    await sleep(50);
  }
}

/** Until nothing is pending. */
async function converged(): Promise<void> {
  for (;;) {
    const { waiting, isAway, lagSeconds } = await drain({ graph: engine.graph });
    if (waiting === 0 && !isAway && lagSeconds === 0 && (await nothingPending())) return;
    await sleep(100);
  }
}

async function nothingPending(): Promise<boolean> {
  const { projected } = await drain({ graph: engine.graph });
  return projected === 0 && (await Subject.listPending(1)).length === 0;
}
