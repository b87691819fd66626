import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { resetConfig } from "../../../packages/core/src/config.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import * as Lineage from "../../../packages/core/src/lineage/index.ts";
import { log } from "../../../packages/core/src/log.ts";
import * as Media from "../../../packages/core/src/media/index.ts";
import { drain, project } from "../../../packages/core/src/projection/index.ts";
import { memoryGraph } from "../../support/graph.ts";
import { mediaInfo } from "../../support/media.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
beforeAll(async () => {
  table = await openTestTable();
  process.env.NEO4J_URI = "bolt://127.0.0.1:1";
  process.env.NEO4J_PASSWORD = "unused";
  resetConfig();
});
afterAll(async () => {
  delete process.env.NEO4J_URI;
  delete process.env.NEO4J_PASSWORD;
  resetConfig();
  await table.close();
});

it("a graph that is away is a lag that grows, as a metric, until it is told", async () => {
  const media = mediaInfo({ projectId: newId("project"), mediaId: newId("media") });
  await Lineage.rememberMedia(media);
  await Media.record(media);
  const info = vi.spyOn(log(), "info").mockImplementation(() => undefined);
  await project();
  expect(info.mock.calls[0]?.[1]).toMatchObject({
    graphLagSeconds: expect.any(Number),
    graphProjected: 0,
    isAway: true,
    _aws: { CloudWatchMetrics: [{ Namespace: "Likeness", Metrics: [{ Name: "graphLagSeconds" }, {}] }] },
  });
  info.mockRestore();
  const { graph } = memoryGraph();
  const late = await drain({
    graph: { ...graph, apply: () => Promise.reject(new Error("away")) },
    now: Date.now() + 90_000,
  });
  expect(late).toMatchObject({ isAway: true, projected: 0 });
  expect(late.lagSeconds).toBeGreaterThanOrEqual(90);
  expect(await drain({ graph, now: Date.now() + 90_000 })).toMatchObject({
    projected: 1,
    lagSeconds: 0,
    isAway: false,
  });
}, 120_000);
