import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Neo4jGraph, openNeo4j } from "../../packages/core/src/brain/index.ts";
import { type JavaEngine, programOf, startJava } from "./java.ts";

/** A real Neo4j on a directory of its own; it may be killed and started again on the same data and address. */
export interface Neo4jEngine {
  uri: string;
  graph: Neo4jGraph;
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts Neo4j with nothing in it; with a password it lets in nobody without. */
export async function startNeo4j({ password }: { password?: string } = {}): Promise<Neo4jEngine> {
  const folder = await mkdtemp(join(tmpdir(), "likeness-neo4j-"));
  let engine = await launch(folder, { port: 0, password });
  const uri = engine.address;
  // The machine that tests may be busy; what is tested is not how fast it answers.
  const patience = { connectMaxMs: 60_000 };
  const graph = openNeo4j({
    uri,
    user: "neo4j",
    password: password ?? "unused",
    database: "neo4j",
    ...patience,
  });
  if (password === undefined) await graph.setup();
  return {
    uri,
    graph,
    kill: () => engine.kill(),
    restart: async () => {
      engine = await launch(folder, { port: Number(new URL(uri).port), password });
    },
    close: async () => {
      await graph.close();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Launch {
  port: number;
  password?: string | undefined;
}

function launch(folder: string, { port, password }: Launch): Promise<JavaEngine> {
  const login = password === undefined ? [] : [password];
  // A small heap and the quick compiler only: it lives for minutes, on a machine that has other things to do.
  const frugal = ["-Xmx700m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  return startJava([...frugal, ...programOf("neo4j"), folder, String(port), ...login]);
}
