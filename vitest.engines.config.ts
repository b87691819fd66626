import { defineConfig } from "vitest/config";

/** The contracts on real engines, in Java processes of their own; see tests/engines. */
export default defineConfig({
  test: {
    include: ["tests/engines/**/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
