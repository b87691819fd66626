import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * The contracts on real engines, in Java processes of their own; see tests/engines. With ENGINES=dynamodb-local every
 * spec that uses the table runs there too, against DynamoDB Local.
 */
const withDynamo = (process.env.ENGINES ?? "").split(",").includes("dynamodb-local");

export default defineConfig({
  test: {
    include: withDynamo ? tableSpecs() : ["tests/engines/**/*.test.ts"],
    globalSetup: withDynamo ? ["tests/engines/dynamodb-local.ts"] : ["tests/support/global-setup.ts"],
    testTimeout: 600_000,
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});

/** Every spec of the domain that opens the table. */
function tableSpecs(): string[] {
  const files = readdirSync("tests/core", { recursive: true, encoding: "utf8" });
  const specs = files.filter((file) => file.endsWith(".test.ts")).map((file) => join("tests/core", file));
  return specs.filter((file) => /openTestTable|survivesDeaths/.test(readFileSync(file, "utf8")));
}
