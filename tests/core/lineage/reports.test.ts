import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { withActor } from "../../../packages/core/src/actor/index.ts";
import { type Neo4jGraph, tableGraph } from "../../../packages/core/src/brain/index.ts";
import * as Collection from "../../../packages/core/src/collection/index.ts";
import { resetConfig } from "../../../packages/core/src/config.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import * as Lineage from "../../../packages/core/src/lineage/index.ts";
import * as Media from "../../../packages/core/src/media/index.ts";
import * as Project from "../../../packages/core/src/project/index.ts";
import { drain, rebuild } from "../../../packages/core/src/projection/index.ts";
import * as Report from "../../../packages/core/src/report/index.ts";
import { memoryGraph, relationsFrom } from "../../support/graph.ts";
import { mediaInfo } from "../../support/media.ts";
import { reportInfo } from "../../support/report.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
let projectId: string;
beforeAll(async () => {
  table = await openTestTable();
  process.env.NEO4J_URI = "bolt://127.0.0.1:1";
  resetConfig();
});
afterAll(async () => {
  delete process.env.NEO4J_URI;
  resetConfig();
  await table.close();
});
beforeEach(async () => {
  ({ projectId } = await withActor({ person: "ada" }, () => Project.create({ name: "Film" })));
});
afterEach(() => drain({ graph: memoryGraph().graph }));

async function store(given: Partial<Media.Info> = {}): Promise<string> {
  const media = mediaInfo({ projectId, mediaId: newId("media"), ...given });
  await Lineage.rememberMedia(media);
  await Media.record(media);
  return media.mediaId;
}

it("a report is a node that derives from the picture and was verified against the other, however often it is kept", async () => {
  const masterId = await store({ imageType: "master-reference" });
  const aboutId = await store({ references: [masterId] });
  const report = reportInfo({ projectId, reportId: newId("report"), aboutId, againstIds: [masterId] });
  await Promise.all([Lineage.keepReport(report), Lineage.keepReport(report)]);
  await Lineage.keepReport({ ...report, createdAt: "2027-01-01T00:00:00.000Z" });
  const expected = [
    `${report.reportId} DERIVED_FROM ${aboutId}`,
    `${report.reportId} VERIFIED_AGAINST ${masterId}`,
  ];
  expect(await relationsFrom(tableGraph(), projectId, [report.reportId])).toEqual(expected);
  expect(await Report.page(projectId, { limit: 10 })).toEqual([report]);
  const memory = memoryGraph();
  await drain({ graph: memory.graph });
  expect(memory.facts.get(report.reportId)?.properties).toMatchObject({ passed: true, overallScore: 0.91 });
  expect(memory.relations().filter((line) => line.startsWith("rep_"))).toEqual(expected);
});

it("a report whose row was never written is not told to the graph", async () => {
  const aboutId = await store();
  const reportId = newId("report");
  await tableGraph().apply([
    Lineage.factOfReport(reportInfo({ projectId, reportId, aboutId, againstIds: [aboutId] })),
  ]);
  const memory = memoryGraph();
  await drain({ graph: memory.graph });
  expect([...memory.facts.keys()]).toEqual([aboutId]);
});

it("a turnaround that is older than the graph is related to as well", async () => {
  const masterId = await store({ imageType: "master-reference" });
  const collectionId = newId("collection");
  await Collection.record({
    ...{
      collectionId,
      projectId,
      subjectId: newId("subject"),
      masterReferenceId: masterId,
      jobId: newId("job"),
    },
    ...{ mediaIds: {}, missingAngles: [], state: "complete", createdAt: "2026-01-01T00:00:00.000Z" },
    consistency: { overallScore: null, status: "not-measured" },
  });
  const reportId = newId("report");
  await Lineage.keepReport(
    reportInfo({ projectId, reportId, aboutId: collectionId, againstIds: [masterId] }),
  );
  const query = { projectId, nodeId: masterId, direction: "down" as const, depth: 8, limit: 10 };
  const { nodes } = await tableGraph().lineage(query);
  expect(nodes.map(({ nodeId }) => nodeId)).toEqual([collectionId, reportId]);
});

it("a rebuild tells of reports too, and leaves out what a picture outlived", async () => {
  const goneId = newId("media");
  const masterId = await store({ imageType: "master-reference" });
  // Written before there was a graph: nothing in the table relates it to anything.
  const media = mediaInfo({ projectId, mediaId: newId("media"), references: [masterId, goneId] });
  await Media.record(media);
  const report = reportInfo({
    ...{ projectId, reportId: newId("report") },
    ...{ aboutId: media.mediaId, againstIds: [masterId] },
  });
  await Report.record(report);
  const memory = memoryGraph();
  const graph = { ...memory.graph, prune: async () => 0 } as unknown as Neo4jGraph;
  expect(await rebuild(projectId, graph)).toEqual({ projectId, nodes: 3, pruned: 0 });
  const expected = [
    `${media.mediaId} DERIVED_FROM ${masterId}`,
    `${report.reportId} DERIVED_FROM ${media.mediaId}`,
    `${report.reportId} VERIFIED_AGAINST ${masterId}`,
  ].sort();
  expect(memory.relations()).toEqual(expected);
  expect(await relationsFrom(tableGraph(), projectId, [media.mediaId, report.reportId])).toEqual(expected);
});
