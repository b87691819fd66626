import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/engines/**", "tests/browser/**"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
