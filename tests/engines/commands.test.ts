import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withActor } from "../../packages/core/src/actor/index.ts";
import { newId } from "../../packages/core/src/ids.ts";
import * as Project from "../../packages/core/src/project/index.ts";
import * as Subject from "../../packages/core/src/subject/index.ts";
import { projectRoot } from "../../packages/local/src/project.ts";
import { openTestTable, type TestTable } from "../support/table.ts";
import { type Neo4jEngine, startNeo4j } from "./neo4j.ts";

const PASSWORD = "correct-horse-7";

let table: TestTable;
let engine: Neo4jEngine;
let projectId: string;
let subjectId: string;
beforeAll(async () => {
  table = await openTestTable();
  ({ projectId } = await withActor({ person: "ada" }, () => Project.create({ name: "Film" })));
  const hero = { type: "character", name: "Hero", description: "a knight" } as const;
  ({ subjectId } = await withActor({ person: "ada" }, () => Subject.create(projectId, hero)));
  engine = await startNeo4j({ password: PASSWORD });
}, 1_800_000);
afterAll(async () => {
  await engine?.close();
  await table?.close();
});

interface Said {
  code: number;
  out: string;
  err: string;
}

/** As `npm run brain:…` runs it, in a process of its own. */
function brain(args: string[], environment: Record<string, string> = {}): Promise<Said> {
  const command = ["--import", "tsx", join(projectRoot(), "packages/local/src/brain.ts"), ...args];
  const { NEO4J_URI: _, NEO4J_PASSWORD: __, ...inherited } = process.env;
  const options = { cwd: projectRoot(), env: { ...inherited, ...environment } };
  return new Promise((resolve) => {
    execFile(process.execPath, command, options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const login = (more: Record<string, string> = {}) => ({
  ...{ NEO4J_URI: engine.uri, NEO4J_PASSWORD: PASSWORD },
  ...more,
});

describe("brain:setup", () => {
  it("makes constraints and indexes, as often as it is run", async () => {
    for (let run = 0; run < 2; run++) {
      const { code, out } = await brain(["setup"], login());
      expect([code, out]).toEqual([0, "constraints and indexes are there\n"]);
    }
  });

  it("says what it reads when it is asked", async () => {
    const { code, out } = await brain(["--help"]);
    expect(code).toBe(0);
    for (const name of ["NEO4J_URI", "NEO4J_PASSWORD", "TABLE_NAME", "brain:rebuild"])
      expect(out).toContain(name);
  });

  it.each([
    ["without NEO4J_URI and a password", {}, /NEO4J_URI[\s\S]*NEO4J_PASSWORD/],
    [
      "with an address that is none",
      { NEO4J_URI: "localhost", NEO4J_PASSWORD: "x" },
      /NEO4J_URI.*must begin with/,
    ],
    [
      "where nobody answers",
      { NEO4J_URI: "bolt://127.0.0.1:1", NEO4J_PASSWORD: "x" },
      /No Neo4j answers at bolt:\/\/127\.0\.0\.1:1/,
    ],
  ])("%s says so, without a stack", async (_name, environment, message) => {
    const { code, err } = await brain(["setup"], environment);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it("with a wrong password says which settings to look at", async () => {
    const { code, err } = await brain(["setup"], login({ NEO4J_PASSWORD: "wrong" }));
    expect(code).toBe(1);
    expect(err).toMatch(/check NEO4J_USER and NEO4J_PASSWORD/);
    expect(err).not.toContain("wrong\n");
  });
});

describe("brain:rebuild", () => {
  it("tells everything anew, of all projects or of one, and removes what the table has not", async () => {
    const strayId = newId("subject");
    await engine.graph.apply([
      { projectId, nodeId: strayId, revision: 1, isDeleted: false, properties: {}, relations: [] },
    ]);
    const first = await brain(["rebuild"], login());
    expect([first.code, first.out]).toEqual([0, `${projectId}: 1 nodes told, 1 removed\n`]);
    expect(await engine.graph.count(projectId)).toEqual({ nodes: 1, relations: 0 });
    expect(await engine.graph.context({ projectId, nodeId: subjectId })).toMatchObject({
      subject: { properties: { name: "Hero" } },
    });
    const again = await brain(["rebuild", "--project", projectId], login());
    expect([again.code, again.out]).toEqual([0, `${projectId}: 1 nodes told, 0 removed\n`]);
  });

  it("says so when there is no such table", async () => {
    const { code, err } = await brain(["rebuild"], login({ TABLE_NAME: "nowhere" }));
    expect(code).toBe(1);
    expect(err).toMatch(/There is no table nowhere: check TABLE_NAME/);
  });
});
