import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Entity } from "electrodb";
import { expect, it, vi } from "vitest";
import { projectRoot } from "../../../packages/local/src/project.ts";

const made: unknown[] = [];
vi.mock("../../../packages/core/src/table/index.ts", async (original) => ({
  ...(await original<typeof import("../../../packages/core/src/table/index.ts")>()),
  tableBinding: () => ({ table: "likeness" }),
  lazy: (make: () => unknown) => {
    made.push(make());
    return make;
  },
}));

const CORE = join(projectRoot(), "packages/core/src");

/** Files of core that define an entity, with how many they define. */
function definitions(): Array<{ file: string; count: number }> {
  const files = readdirSync(CORE, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.flatMap((file) => {
    const count = readFileSync(join(CORE, file), "utf8").split("new Entity(").length - 1;
    return count > 0 ? [{ file, count }] : [];
  });
}

it("every model is one that ElectroDB accepts: the bundles do not check them again", async () => {
  const defined = definitions();
  for (const { file } of defined) await import(join(CORE, file));
  expect(defined.length).toBeGreaterThan(10);
  expect(made.filter((each) => each instanceof Entity)).toHaveLength(
    defined.reduce((sum, { count }) => sum + count, 0),
  );
});

it("a model that is none is refused by the check that the bundles leave out", () => {
  expect(() => new Entity({ model: { entity: "x", service: "y", version: "1" } } as never)).toThrow(
    /requires property "attributes"/,
  );
});
