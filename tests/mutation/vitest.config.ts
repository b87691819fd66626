import { defineConfig } from "vitest/config";

/** As the project's own, but without the synthesized stacks, which the tests of the mutation check do not use. */
export default defineConfig({
  test: { include: ["tests/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000 },
});
