import { afterAll, beforeAll, expect, it } from "vitest";
import { withActor } from "../../../packages/core/src/actor/index.ts";
import { tableGraph } from "../../../packages/core/src/brain/index.ts";
import { dynamoClient } from "../../../packages/core/src/clients.ts";
import { resetConfig } from "../../../packages/core/src/config.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import * as Lineage from "../../../packages/core/src/lineage/index.ts";
import * as Media from "../../../packages/core/src/media/index.ts";
import * as Project from "../../../packages/core/src/project/index.ts";
import { drain } from "../../../packages/core/src/projection/index.ts";
import * as Subject from "../../../packages/core/src/subject/index.ts";
import { memoryGraph, relationsFrom } from "../../support/graph.ts";
import { mediaInfo } from "../../support/media.ts";
import { reportInfo } from "../../support/report.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

/** The most calls to the table that one step makes; a death later than that does not happen. */
const CALLS_MAX = 12;

let table: TestTable;
/** Calls to the table until the process dies; whether the last one still takes effect. */
let left = Number.POSITIVE_INFINITY;
let isAfter = false;

async function open(): Promise<void> {
  table = await openTestTable();
  process.env.NEO4J_URI = "bolt://127.0.0.1:1";
  resetConfig();
  dynamoClient().middlewareStack.add(
    (next) => async (args) => {
      left -= 1;
      if (left > 0) return next(args);
      if (isAfter) await next(args);
      throw new Error("the process died");
    },
    { step: "initialize", priority: "high", name: "death" },
  );
}

async function close(): Promise<void> {
  delete process.env.NEO4J_URI;
  resetConfig();
  await table.close();
}

/** The same numbers in every run, so that a failure can be looked at. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** The spec of the outbox: the writer and the projection die at random calls to the table, so many times together. */
export function survivesDeaths(count: number): void {
  beforeAll(open);
  afterAll(close);
  it(`no relation is lost or doubled when the writer and the projection die ${count} times at random calls`, async () => {
    const next = chance(5);
    const { projectId } = await withActor({ person: "ada" }, () => Project.create({ name: "Film" }));
    const memory = memoryGraph();
    let deaths = 0;
    /** Runs a step until it survives: what the state machine and the schedule do. */
    const survive = async (step: () => Promise<unknown>) => {
      for (;;) {
        left = 1 + Math.floor(next() * CALLS_MAX);
        isAfter = next() < 0.5;
        const failure = await step().then(
          () => undefined,
          (error: Error) => error,
        );
        // What a dead process caught or threw is nobody's business any more: the step is run again.
        const isDead = left <= 0;
        left = Number.POSITIVE_INFINITY;
        if (isDead) deaths += 1;
        else if (failure) throw failure;
        else return;
      }
    };
    const nodes: string[] = [];
    const expected: string[] = [];
    const store = async (media: Media.Info) => {
      await survive(async () => {
        await Lineage.rememberMedia(media);
        await Media.record(media);
      });
      nodes.push(media.mediaId);
    };
    while (deaths < count) {
      const made = { type: "character", name: "Hero", description: "a knight" } as const;
      const { subjectId } = await withActor({ person: "ada" }, () => Subject.create(projectId, made));
      nodes.push(subjectId);
      const masterId = newId("media");
      await store(mediaInfo({ projectId, mediaId: masterId, subjectId, imageType: "master-reference" }));
      await survive(() => Subject.addVersion({ projectId, subjectId }, { masterId }));
      expected.push(`${subjectId} HAS_MASTER_REFERENCE ${masterId}`);
      for (let angle = 0; angle < 4; angle++) {
        const mediaId = newId("media");
        await store(mediaInfo({ projectId, mediaId, subjectId, angle, references: [masterId] }));
        expected.push(`${mediaId} DERIVED_FROM ${masterId}`);
        const reportId = newId("report");
        const report = reportInfo({ projectId, reportId, aboutId: mediaId, againstIds: [masterId] });
        await survive(() => Lineage.keepReport(report));
        nodes.push(reportId);
        expected.push(`${reportId} DERIVED_FROM ${mediaId}`, `${reportId} VERIFIED_AGAINST ${masterId}`);
      }
      // The projection says that the graph is away instead of dying; what it did not finish stays pending.
      left = 1 + Math.floor(next() * 4 * CALLS_MAX);
      isAfter = next() < 0.5;
      await drain({ graph: memory.graph }).catch(() => undefined);
      if (left <= 0) deaths += 1;
      left = Number.POSITIVE_INFINITY;
    }
    const last = await drain({ graph: memory.graph, budgetMs: 300_000 });
    expect(last).toMatchObject({ waiting: 0, isAway: false, lagSeconds: 0 });
    expected.sort();
    expect(await relationsFrom(tableGraph(), projectId, nodes)).toEqual(expected);
    expect(memory.relations()).toEqual(expected);
    expect(memory.facts.size).toBe(nodes.length);
  }, 600_000);
}
