import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Assembly } from "../../packages/local/src/assembly.ts";
import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";
import { readTemplate } from "../../packages/local/src/template.ts";
import { bundlesOf } from "../bench/bundles.ts";

const ASKING = ["api/recall-subject", "api/trace-lineage", "schedule/project-graph", "task/plan-master"];
/** What the driver says of itself in any bundle that holds it. */
const TRACE = /Neo\.ClientError/;

let assembly: Assembly;
beforeAll(async () => {
  process.env.NEO4J_URI = "bolt://127.0.0.1:7687";
  assembly = await synthesize({ root: projectRoot() });
}, 900_000);
afterAll(() => {
  delete process.env.NEO4J_URI;
});

const functions = () =>
  readTemplate(assembly)
    .ofType("AWS::Lambda::Function")
    .filter(({ properties }) => String(properties.Handler).startsWith("packages/"))
    .map(({ properties }) => ({
      name: String(properties.Handler).replace("packages/functions/src/", "").replace(".handler", ""),
      variables: (properties.Environment as { Variables: Record<string, unknown> }).Variables,
    }));

describe("a deployment with a graph", () => {
  it("gives its password, by reference, to the functions that ask it and to no other", () => {
    const bound = functions().filter(({ variables }) => "SST_Secret_value_NEO4J_PASSWORD" in variables);
    expect(bound.map(({ name }) => name).sort()).toEqual(ASKING);
    for (const { variables } of bound)
      expect(variables.SST_Secret_value_NEO4J_PASSWORD).toBe("__FETCH_FROM_SSM__");
  });

  it("tells everybody with the table that there is one, so that rows are noted for it", () => {
    for (const { name, variables } of functions())
      if (variables.TABLE_NAME) expect([name, variables.NEO4J_URI]).toEqual([name, "bolt://127.0.0.1:7687"]);
  });

  it("has the driver in the bundles of those functions and in no other", () => {
    const holding = bundlesOf(assembly).filter(({ code }) => TRACE.test(code));
    expect(holding.map(({ name }) => name).sort()).toEqual(ASKING);
  });
});

describe("a deployment without one", () => {
  it("has neither the secret nor the driver anywhere", async () => {
    delete process.env.NEO4J_URI;
    const plain = await synthesize({ root: projectRoot() });
    const templates = plain.stacks.map(({ templateFile }) => readFileSync(templateFile, "utf8")).join();
    expect(templates).not.toContain("NEO4J");
    expect(bundlesOf(plain).filter(({ code }) => TRACE.test(code))).toEqual([]);
  }, 900_000);
});
