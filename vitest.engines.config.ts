import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * The contracts on real engines, in Java processes of their own; see tests/engines. With ENGINES=dynamodb-local every
 * spec that uses the table then runs there too, against DynamoDB Local.
 */
const withDynamo = (process.env.ENGINES ?? "").split(",").includes("dynamodb-local");
const patience = { testTimeout: 600_000, hookTimeout: 900_000 };

export default defineConfig({
  test: {
    fileParallelism: false,
    globalSetup: [
      "tests/support/global-setup.ts",
      ...(withDynamo ? ["tests/engines/dynamodb-local.ts"] : []),
    ],
    projects: [
      { test: { name: "engines", include: ["tests/engines/**/*.test.ts"], ...patience } },
      ...(withDynamo ? [{ test: { name: "dynamodb-local", include: tableSpecs(), ...patience } }] : []),
    ],
  },
});

/** Every spec of the domain that opens the table. */
function tableSpecs(): string[] {
  const files = readdirSync("tests/core", { recursive: true, encoding: "utf8" });
  const specs = files.filter((file) => file.endsWith(".test.ts")).map((file) => join("tests/core", file));
  return specs.filter((file) => /openTestTable|survivesDeaths/.test(readFileSync(file, "utf8")));
}
