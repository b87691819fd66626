import { Readable } from "node:stream";
import { createBucketStore } from "../../../packages/local/src/s3/index.ts";

/** Replaces ten objects for ever, eight at a time, and prints `<key> <version>` after each acknowledged write. */
const [dir = "", bucket = ""] = process.argv.slice(2);
const store = await createBucketStore({ dir });
await store.createBucket(bucket);
let version = 0;

async function write(): Promise<never> {
  for (;;) {
    const mine = ++version;
    const key = `key-${mine % 10}`;
    const body = Readable.from([Buffer.from(`${mine}${`,${mine}`.repeat(5000)}`)]);
    const newest = (current: { attributes: { metadata: Record<string, string> } } | undefined) => {
      if (Number(current?.attributes.metadata.version ?? 0) > mine) throw new Error("overtaken");
    };
    const attributes = () => ({ contentType: "text/plain", metadata: { version: String(mine) } });
    const stored = await store
      .put({ bucket, key, body, attributes, precondition: newest })
      .catch(() => undefined);
    if (stored) process.stdout.write(`${key} ${mine}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, write));
