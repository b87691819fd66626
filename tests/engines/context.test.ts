import { afterAll, beforeAll, expect, it } from "vitest";
import { openNeo4j } from "../../packages/core/src/brain/index.ts";
import { newId } from "../../packages/core/src/ids.ts";
import { openBoltProxy } from "../support/bolt-proxy.ts";
import { type Neo4jEngine, startNeo4j } from "./neo4j.ts";

let engine: Neo4jEngine;
beforeAll(async () => {
  engine = await startNeo4j();
}, 1_800_000);
afterAll(() => engine?.close());

it("everything known of a subject is one query on the wire, however much surrounds it", async () => {
  const projectId = newId("project");
  const bare = (nodeId: string) => ({
    ...{ projectId, nodeId, revision: 1, isDeleted: false, properties: { name: nodeId } },
    relations: [],
  });
  const [subjectId, styleId] = [newId("subject"), newId("subject")];
  const masters = Array.from({ length: 20 }, () => newId("media"));
  const scenes = Array.from({ length: 20 }, () => newId("subject"));
  await engine.graph.apply([styleId, ...masters, ...scenes].map(bare));
  await engine.graph.apply([
    {
      ...bare(subjectId),
      relations: [
        { type: "USES_REFERENCE", fromId: subjectId, toId: styleId },
        ...masters.map((toId, index) => ({
          ...{ type: "HAS_MASTER_REFERENCE" as const, fromId: subjectId, toId, version: index + 1 },
        })),
        ...scenes.map((toId) => ({ type: "APPEARS_IN" as const, fromId: subjectId, toId })),
      ],
    },
  ]);
  const proxy = await openBoltProxy(engine.uri);
  const graph = openNeo4j({ uri: proxy.uri, user: "neo4j", password: "unused", database: "neo4j" });
  await graph.context({ projectId, nodeId: subjectId });
  // The first call also shook hands.
  expect(proxy.take().queries).toBe(1);
  const known = await graph.context({ projectId, nodeId: subjectId });
  expect(proxy.take().queries).toBe(1);
  expect([known?.masters.length, known?.scenes.length, known?.style?.nodeId]).toEqual([20, 20, styleId]);
  await graph.close();
  await proxy.close();
});
