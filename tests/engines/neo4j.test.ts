import { afterAll, beforeAll } from "vitest";
import { graphContract } from "../core/brain/contract.ts";
import { type Neo4jEngine, startNeo4j } from "./neo4j.ts";

let engine: Neo4jEngine;
beforeAll(async () => {
  engine = await startNeo4j();
}, 180_000);
afterAll(() => engine?.close());

graphContract("Neo4j", () => engine.graph);
