import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import {
  type BucketStore,
  createBucketStore,
  type OperationEvent,
  type RunningServer,
  type S3Options,
  startS3,
} from "../../../packages/local/src/s3/index.ts";

/** The very client and signer that the product ships, wherever npm has put them. */
const requireOfCore = createRequire(new URL("../../../packages/core/package.json", import.meta.url));
const requireOfLocal = createRequire(new URL("../../../packages/local/package.json", import.meta.url));
export const sdk: typeof import("@aws-sdk/client-s3") = requireOfCore("@aws-sdk/client-s3");
export const sdkVersion: string = requireOfCore("@aws-sdk/client-s3/package.json").version;
export const { getSignedUrl }: typeof import("@aws-sdk/s3-request-presigner") = requireOfCore(
  "@aws-sdk/s3-request-presigner",
);
export const signatureV4: typeof import("@smithy/signature-v4") = requireOfLocal("@smithy/signature-v4");

export const BUCKET = "likeness-media";
export const CREDENTIALS = { accessKeyId: "local-key", secretAccessKey: "local/secret+key" };

/** `WHEN_SUPPORTED` is the SDK's default, `WHEN_REQUIRED` what R2 recommends. */
export type ChecksumSetting = "WHEN_SUPPORTED" | "WHEN_REQUIRED";

export type Endpoint = {
  dir: string;
  store: BucketStore;
  server: RunningServer;
  operations: OperationEvent[];
  client(config?: S3ClientConfig & { checksums?: ChecksumSetting }): InstanceType<typeof sdk.S3Client>;
  close(): Promise<void>;
};

/** A fresh endpoint on a temporary directory, with one empty bucket. */
export async function givenEndpoint(options: Partial<S3Options> = {}): Promise<Endpoint> {
  const dir = await mkdtemp(path.join(tmpdir(), "bucket-"));
  const store = await createBucketStore({ dir });
  await store.createBucket(BUCKET);
  const operations: OperationEvent[] = [];
  const onOperation = (event: OperationEvent) => void operations.push(event);
  const server = await startS3({ store, credentials: CREDENTIALS, onOperation, ...options });
  const clients: InstanceType<typeof sdk.S3Client>[] = [];
  return {
    dir,
    store,
    server,
    operations,
    client({ checksums = "WHEN_SUPPORTED", ...config } = {}) {
      const settings = { requestChecksumCalculation: checksums, responseChecksumValidation: checksums };
      const client = new sdk.S3Client({
        region: "auto",
        endpoint: server.url,
        credentials: CREDENTIALS,
        maxAttempts: 1,
        ...settings,
        ...config,
      });
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.destroy();
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
