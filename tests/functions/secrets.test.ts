import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { config, resetConfig } from "../../packages/core/src/config.ts";
import { fromEnvironment } from "../../packages/core/src/secrets.ts";

const store = mockClient(SSMClient);

beforeEach(() => {
  store.reset();
  vi.resetModules();
  resetConfig();
  vi.stubEnv("SST_SSM_PREFIX", "/sst/likeness/test/");
  vi.stubEnv("SST_APP", "likeness");
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetConfig();
});

const load = () => import("../../packages/functions/src/secrets.ts");

describe("bound secrets", () => {
  it("are told apart: those at hand and those to be fetched", () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "id:secret");
    vi.stubEnv("SST_Secret_value_R2_ACCESS_KEY_ID", "__FETCH_FROM_SSM__");
    expect(fromEnvironment()).toEqual({
      values: { FAL_KEY: "id:secret" },
      stored: [
        {
          name: "R2_ACCESS_KEY_ID",
          path: "/sst/likeness/test/Secret/R2_ACCESS_KEY_ID/value",
          fallbackPath: "/sst/likeness/.fallback/Secret/R2_ACCESS_KEY_ID/value",
        },
      ],
    });
  });

  it("are fetched in one call, decrypted, before anybody asks for them", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    const path = "/sst/likeness/test/Secret/FAL_KEY/value";
    store.on(GetParametersCommand).resolves({ Parameters: [{ Name: path, Value: "id:fetched" }] });
    await load();
    expect(store.commandCalls(GetParametersCommand).map(({ args }) => args[0].input)).toEqual([
      { Names: [path, "/sst/likeness/.fallback/Secret/FAL_KEY/value"], WithDecryption: true },
    ]);
    const { config: fresh } = await import("../../packages/core/src/config.ts");
    expect(fresh("fal").FAL_KEY).toBe("id:fetched");
  });

  it("of this stage win over those for all stages", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    const forAll = { Name: "/sst/likeness/.fallback/Secret/FAL_KEY/value", Value: "for-all" };
    const own = { Name: "/sst/likeness/test/Secret/FAL_KEY/value", Value: "own" };
    store
      .on(GetParametersCommand)
      .resolvesOnce({ Parameters: [forAll] })
      .resolvesOnce({ Parameters: [forAll, own] });
    await load();
    const { config: fresh } = await import("../../packages/core/src/config.ts");
    expect(fresh("fal").FAL_KEY).toBe("for-all");
    vi.resetModules();
    await load();
    const { config: again } = await import("../../packages/core/src/config.ts");
    expect(again("fal").FAL_KEY).toBe("own");
  });

  it("without a value stop the function, naming the secret and the command that sets it", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    store
      .on(GetParametersCommand)
      .resolves({ InvalidParameters: ["/sst/likeness/test/Secret/FAL_KEY/value"] });
    await expect(load()).rejects.toThrow(/FAL_KEY.*sst secrets set/);
  });

  it("that are at hand need no call", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "id:secret");
    await load();
    expect(store.calls()).toHaveLength(0);
    expect(() => config("fal")).toThrow(/FAL_KEY/);
  });
});
