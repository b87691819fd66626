import type { Edges } from "../../../local/src/edges.ts";
import { sandboxVariables } from "../../../local/src/fal-edge.ts";
import { type BucketStore, openBucketStore } from "../../../local/src/s3/index.ts";
import { bodiesInMemory } from "./bucket-memory.ts";
import type { Answer, Wire } from "./exchange.ts";
import type { Fal } from "./fal.ts";
import { answerHttp } from "./http-apis.ts";
import type { Host } from "./network.ts";

export const BUCKET = "likeness-media";
export const CREDENTIALS = { accessKeyId: "likeness-sim", secretAccessKey: "likeness-sim-secret" };

/** Addresses that only the simulated network knows; loopback, so that the product's own rules for them hold. */
export const URLS = {
  aws: "http://127.0.0.1:1",
  bucket: "http://127.0.0.1:2",
  cdn: "http://127.0.0.1:3",
  fal: "http://127.0.0.1:4",
  foreignFal: "http://localhost:4",
  api: "http://127.0.0.1:5",
  webhook: "http://127.0.0.1:6",
};

/** An empty bucket. */
export async function openBucket(): Promise<BucketStore> {
  const store = await openBucketStore(bodiesInMemory());
  await store.createBucket(BUCKET);
  return store;
}

/** Where functions find everything. Their log is whole, so that it can be searched for what must not be there. */
export function edgesOf({ parts }: Fal): Edges {
  const variables = sandboxVariables({
    queueUrl: parts.queueUrl,
    restUrl: `${URLS.fal}/rest.fal.ai`,
    jwksUrl: `${URLS.fal}/rest.fal.ai/.well-known/jwks.json`,
    mediaOrigin: URLS.fal,
    userId: parts.userId,
  });
  return {
    awsUrl: URLS.aws,
    bucket: { url: URLS.bucket, name: BUCKET, publicUrl: URLS.cdn, credentials: CREDENTIALS },
    fal: { needsPolling: false, variables },
    extra: { LOG_LEVEL: "INFO" },
  };
}

/** The bucket as the provider reaches it, by signed URLs. */
export function bucketHost(answer: (wire: Wire) => Promise<Answer>): Host {
  return {
    service: "bucket",
    isLong: () => false,
    label: ({ method, url }) => `bucket ${method} ${url.split("?")[0]} presigned`,
    answer,
  };
}

/** The API that the provider reports to. */
export function webhookHost(target: Parameters<typeof answerHttp>[0]): Host {
  return {
    service: "webhook",
    isLong: () => true,
    label: ({ url }) => `webhook ${url.split("/").at(-1)}`,
    answer: (wire) => answerHttp(target, wire),
  };
}
