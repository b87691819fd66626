import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { config, provideSecrets, resetConfig } from "../../packages/core/src/config.ts";

beforeEach(resetConfig);
afterEach(() => {
  vi.unstubAllEnvs();
  resetConfig();
});

describe("settings", () => {
  it("name every variable that is missing, not only the first", () => {
    vi.stubEnv("R2_BUCKET_NAME", "media");
    expect(() => config("bucket")).toThrow(
      /R2_ENDPOINT.*R2_PUBLIC_DOMAIN.*R2_ACCESS_KEY_ID.*R2_SECRET_ACCESS_KEY/,
    );
  });

  it("never show a value that is wrong", () => {
    vi.stubEnv("R2_ENDPOINT", "hunter2-not-a-url");
    expect(() => config("bucket")).toThrow(/R2_ENDPOINT/);
    expect(() => config("bucket")).not.toThrow(/hunter2/);
  });

  it("take a blank value as not set and fall back to the provider's own addresses", () => {
    vi.stubEnv("FAL_QUEUE_BASE_URL", "");
    vi.stubEnv("FAL_WEBHOOK_URL", "");
    provideSecrets({ FAL_KEY: "id:secret" });
    expect(config("fal")).toMatchObject({
      FAL_QUEUE_BASE_URL: "https://queue.fal.run",
      FAL_WEBHOOK_URL: undefined,
    });
  });

  it("are parsed once", () => {
    vi.stubEnv("TABLE_NAME", "records");
    const first = config("table");
    vi.stubEnv("TABLE_NAME", "others");
    expect(config("table")).toBe(first);
  });
});
