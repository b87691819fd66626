import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import sharp, { type Sharp } from "sharp";
import {
  type BucketStore,
  createBucketStore,
  type OperationEvent,
  type RunningServer,
  startCdn,
} from "../../../packages/local/src/s3/index.ts";

export const IMMUTABLE = "public, max-age=31536000, immutable";
const bucket = "media";

export type PublicDomain = {
  cdn: RunningServer;
  operations: OperationEvent[];
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
  head(key: string): ReturnType<BucketStore["head"]>;
  close(): Promise<void>;
};

/** A public domain over a fresh bucket that holds one text and pictures of 400x200. */
export async function givenPublicDomain(): Promise<PublicDomain> {
  const dir = await mkdtemp(path.join(tmpdir(), "cdn-"));
  const store = await createBucketStore({ dir });
  await store.createBucket(bucket);
  const operations: OperationEvent[] = [];
  const cdn = await startCdn({ store, bucket, onOperation: (event) => void operations.push(event) });
  const put = async (key: string, bytes: Buffer, contentType: string) => {
    const attributes = () => ({ contentType, cacheControl: IMMUTABLE, metadata: {} });
    await store.put({ bucket, key, body: Readable.from([bytes]), attributes });
  };
  await put("text.txt", Buffer.from("0123456789"), "text/plain");
  await put("wide.png", await drawing({ width: 400, height: 200 }).png().toBuffer(), "image/png");
  await put(
    "projects/ü 1/wide.webp",
    await drawing({ width: 400, height: 200 }).webp().toBuffer(),
    "image/webp",
  );
  return {
    cdn,
    operations,
    put,
    head: (key) => store.head({ bucket, key }),
    async close() {
      await cdn.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Left half red, right half blue, with a little noise so that quality has something to lose. */
export function drawing({ width, height }: { width: number; height: number }): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const noise = (at * 2_654_435_761) % 40;
    const [r, g, b] = at % width < width / 2 ? [255 - noise, noise, noise] : [noise, noise, 255 - noise];
    pixels.set([r ?? 0, g ?? 0, b ?? 0], at * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
