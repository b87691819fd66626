import { expect, test } from "vitest";
import { type Edges, environmentOf } from "../../packages/local/src/edges.ts";

const EDGES: Edges = {
  awsUrl: "http://127.0.0.1:1",
  bucket: {
    url: "http://127.0.0.1:2",
    name: "media",
    publicUrl: "http://127.0.0.1:3",
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
  },
  fal: {
    needsPolling: false,
    variables: { SST_Secret_value_FAL_KEY: "key", FAL_QUEUE_BASE_URL: "http://127.0.0.1:4" },
  },
  extra: { LOG_LEVEL: "DEBUG" },
};
const of = (fromTemplate: Record<string, string>) =>
  environmentOf({ name: "fn", memoryMb: 512, fromTemplate }, EDGES);

test("only variables that the stack declares are replaced by this machine's", () => {
  const environment = of({
    R2_ENDPOINT: "https://account.r2.cloudflarestorage.com",
    SST_Secret_value_FAL_KEY: "__FETCH_FROM_SSM__",
    TABLE_NAME: "records",
  });
  expect(environment).toMatchObject({
    R2_ENDPOINT: "http://127.0.0.1:2",
    SST_Secret_value_FAL_KEY: "key",
    TABLE_NAME: "records",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_LAMBDA_FUNCTION_NAME: "fn",
    LOG_LEVEL: "DEBUG",
  });
  expect(environment).not.toHaveProperty("R2_PUBLIC_DOMAIN");
  expect(environment).not.toHaveProperty("FAL_QUEUE_BASE_URL");
});

test("a bound secret without a local value stops the start instead of reaching a function", () => {
  expect(() => of({ SST_Secret_value_NEO4J_PASSWORD: "__FETCH_FROM_SSM__" })).toThrow(
    /fn binds .*NEO4J_PASSWORD/,
  );
});

test("the host's own environment does not reach a function", () => {
  process.env.LIKENESS_LEAK = "leak";
  expect(of({})).not.toHaveProperty("LIKENESS_LEAK");
});
