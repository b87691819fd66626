import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { endedJob, seenJob, startProfile } from "../support/job.ts";
import { type Neo4jEngine, startNeo4j } from "./neo4j.ts";

const ANGLES = [0, 60, 120, 180, 240, 300];
const CONVERGENCE_MAX_MS = 60_000;

interface Lineage {
  nodes: Array<{ id: string }>;
  degraded: boolean;
}

let engine: Neo4jEngine;
let cloud: TestCloud;
let ada: Caller;
let stage: Stage;
beforeAll(async () => {
  engine = await startNeo4j();
  // The template is made for a deployment with a graph; where that is, only the functions learn.
  process.env.NEO4J_URI = "bolt://127.0.0.1:7687";
  process.env.NEO4J_PASSWORD = "unused";
  cloud = await openTestCloud({
    env: { NEO4J_URI: engine.uri },
    fal: { latencyMs: 1_500, concurrency: 2 },
    speed: 20,
  });
  ada = await cloud.as("ada");
  stage = await stageFor(ada);
});
afterAll(async () => {
  delete process.env.NEO4J_URI;
  delete process.env.NEO4J_PASSWORD;
  await cloud?.close();
  await engine?.close();
});

it("a profile is not disturbed when the graph is killed in the middle of it, and the graph catches up when it is back", async () => {
  const master = await masterFor(ada, stage);
  const masterReferenceId = String((master.result as { mediaId: string }).mediaId);
  const lineage = async () => {
    const path = `${stage.base}/images/${masterReferenceId}/lineage?direction=down`;
    return (await ada.get<Lineage>(path)).body;
  };
  expect(await until(async () => (await engine.graph.count(stage.projectId)).nodes >= 2)).toBe(true);
  expect((await lineage()).degraded).toBe(false);
  const statusUrl = await startProfile(ada, stage, { masterReferenceId, angles: ANGLES });
  await seenJob(ada, statusUrl, { until: ({ progress }) => progress.done >= 1, withinMs: 240_000 });
  await engine.kill();
  const profile = await endedJob(ada, statusUrl);
  expect([profile.state, profile.result?.status]).toEqual(["succeeded", "complete"]);
  const away = await lineage();
  expect(away.degraded).toBe(true);
  // The views, the turnaround and its report.
  expect(away.nodes).toHaveLength(ANGLES.length + 2);
  await engine.restart();
  const since = Date.now();
  // Beside the views: subject, master, turnaround and report; the report is of the turnaround, against the master.
  const wanted = { nodes: ANGLES.length + 4, relations: ANGLES.length + 5 };
  const isThere = async () => {
    const found = await engine.graph.count(stage.projectId);
    return found.nodes === wanted.nodes && found.relations === wanted.relations;
  };
  expect(await until(isThere)).toBe(true);
  expect(Date.now() - since).toBeLessThan(CONVERGENCE_MAX_MS);
  expect(await until(async () => !(await lineage()).degraded)).toBe(true);
  expect((await lineage()).nodes).toEqual(away.nodes);
});

/** Looks again and again, for two minutes at most. */
async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  for (const deadline = Date.now() + 2 * CONVERGENCE_MAX_MS; Date.now() < deadline; await sleep(250))
    if (await isSo().catch(() => false)) return true;
  return false;
}
