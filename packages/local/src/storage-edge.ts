import { join } from "node:path";
import type { Credentials } from "./edges.ts";
import type { Meter } from "./meter.ts";
import type { Ports } from "./ports.ts";
import { createBucketStore, startCdn, startS3 } from "./s3/index.ts";

/** The bucket and the public domain in front of it. */
export interface StorageEdge {
  url: string;
  name: string;
  publicUrl: string;
  credentials: Credentials;
  close(): Promise<void>;
}

const BUCKET_NAME = "likeness-media";
const CREDENTIALS: Credentials = { accessKeyId: "likeness-local", secretAccessKey: "likeness-local-secret" };

/** Opens the bucket on disk and serves it: S3 with verified signatures, and reads through the public domain. */
export async function openStorage({
  dataDir,
  ports,
  meter,
}: {
  dataDir: string;
  ports: Ports;
  meter: Meter;
}): Promise<StorageEdge> {
  const store = await createBucketStore({ dir: join(dataDir, "bucket") });
  if (!store.hasBucket(BUCKET_NAME)) await store.createBucket(BUCKET_NAME);
  const onOperation = (use: { operation: string; bytesIn: number; bytesOut: number }) =>
    meter.countBucket(use);
  const s3 = await ports.open("s3", (port) =>
    startS3({ store, credentials: CREDENTIALS, port, onOperation }),
  );
  const cdn = await ports.open("cdn", (port) => startCdn({ store, bucket: BUCKET_NAME, port, onOperation }));
  return {
    url: s3.url,
    name: BUCKET_NAME,
    publicUrl: cdn.url,
    credentials: CREDENTIALS,
    close: async () => {
      await Promise.all([s3.close(), cdn.close()]);
    },
  };
}
