import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { BucketFiles, IncomingBody, OpenBody } from "../../../local/src/s3/index.ts";

type Stored = Parameters<BucketFiles["commit"]>[2];

/**
 * The bodies of a bucket in memory. A run reads and writes hundreds of them, and the simulator would wait for the disk
 * each time. The store keeps the records itself.
 */
export function bodiesInMemory(): BucketFiles {
  const incoming = new Map<string, Buffer>();
  const bodies = new Map<string, Buffer>();
  let received = 0;
  const take = (bytes: Buffer): IncomingBody => {
    const file = String(++received);
    incoming.set(file, bytes);
    return { file, bytes: bytes.length, etag: createHash("md5").update(bytes).digest("hex") };
  };
  const bodyOf = ({ bodyFile }: Stored): Buffer => found(bodies.get(bodyFile), bodyFile);
  return {
    buckets: async () => [],
    createBucket: async () => undefined,
    load: async () => [],
    receive: async (body) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return take(Buffer.concat(chunks));
    },
    duplicate: async (_, record) => take(bodyOf(record)),
    commit: async (_, file, { bodyFile }) => {
      bodies.set(bodyFile, found(incoming.get(file), file));
      incoming.delete(file);
    },
    discard: async (file) => void incoming.delete(file),
    removeRecord: async () => undefined,
    openBody: async (_, record) => opened(bodyOf(record)),
    removeBody: async (_, { bodyFile }) => void bodies.delete(bodyFile),
  };
}

function opened(bytes: Buffer): OpenBody {
  return {
    readFile: async () => bytes,
    createReadStream: ({ start, end } = { start: 0, end: bytes.length - 1 }) => {
      const slice = bytes.subarray(start, end + 1);
      return Object.assign(Readable.from(slice.length > 0 ? [slice] : []), { bytesRead: slice.length });
    },
    close: async () => undefined,
  };
}

function found(bytes: Buffer | undefined, name: string): Buffer {
  if (bytes) return bytes;
  throw Object.assign(new Error(`no such body: ${name}`), { code: "ENOENT" });
}
