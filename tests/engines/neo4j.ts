import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Neo4jGraph, openNeo4j } from "../../packages/core/src/brain/index.ts";
import { classPathOf, type JavaEngine, startJava } from "./java.ts";

/** A real Neo4j on a directory of its own; it may be killed and started again on the same data and address. */
export interface Neo4jEngine {
  uri: string;
  graph: Neo4jGraph;
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts Neo4j with nothing in it. */
export async function startNeo4j(): Promise<Neo4jEngine> {
  const folder = await mkdtemp(join(tmpdir(), "likeness-neo4j-"));
  let engine = await launch(folder, 0);
  const uri = engine.address;
  // The machine that tests may be busy; what is tested is not how fast it starts.
  const patience = { retryMaxMs: 60_000, connectMaxMs: 60_000 };
  const graph = openNeo4j({ uri, user: "neo4j", password: "unused", database: "neo4j", ...patience });
  await graph.setup();
  return {
    uri,
    graph,
    kill: () => engine.kill(),
    restart: async () => {
      engine = await launch(folder, Number(new URL(uri).port));
    },
    close: async () => {
      await graph.close();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function launch(folder: string, port: number): Promise<JavaEngine> {
  const source = fileURLToPath(new URL("./neo4j/Engine.java", import.meta.url));
  // A small heap and the quick compiler only: it lives for minutes, on a machine that has other things to do.
  const frugal = ["-Xmx700m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  return startJava([...frugal, "-cp", classPathOf("neo4j"), source, folder, String(port)]);
}
