import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ObjectRecord } from "./record.ts";

const RECORD_SUFFIX = ".json";
const LOADS_AT_ONCE = 32;

/** The body of an object, open for reading; it stays readable through overwrite and delete, until it is closed. */
export interface OpenBody {
  readFile(): Promise<Buffer>;
  /** Bytes `start` to `end`, both included, or all of them; closes the body when it ends. */
  createReadStream(range?: { start: number; end: number }): Readable & { bytesRead: number };
  close(): Promise<void>;
}

/** Where a store keeps bodies and records. */
export interface BucketFiles {
  buckets(): Promise<string[]>;
  createBucket(bucket: string): Promise<void>;
  load(bucket: string): Promise<ObjectRecord[]>;
  /** Takes in a body that nobody sees yet; nothing of it is left if it fails. */
  receive(body: AsyncIterable<Uint8Array>): Promise<IncomingBody>;
  /** Copies the stored body of `record`; rejects with ENOENT when it was replaced in the meantime. */
  duplicate(bucket: string, record: ObjectRecord): Promise<IncomingBody>;
  /** Puts body and record in place, at once for who reads. */
  commit(bucket: string, file: string, record: ObjectRecord): Promise<void>;
  /** Drops a body that was not committed. */
  discard(file: string): Promise<void>;
  removeRecord(bucket: string, key: string): Promise<void>;
  /** Rejects with ENOENT when there is no such body any more. */
  openBody(bucket: string, record: ObjectRecord): Promise<OpenBody>;
  removeBody(bucket: string, record: ObjectRecord): Promise<void>;
}

/**
 * The directory layout: `<bucket>/<2 hex>/<sha256 of the key>.json` and, beside it, the body. A key is only ever hashed into
 * a path, so none can leave the directory. What is half written lives in `.incoming` and is dropped at the next start.
 */
export class DiskFiles implements BucketFiles {
  readonly #dir: string;
  readonly #incoming: string;

  constructor(dir: string) {
    this.#dir = path.resolve(dir);
    this.#incoming = path.join(this.#dir, ".incoming");
  }

  async prepare(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true });
  }

  async buckets(): Promise<string[]> {
    const entries = await readdir(this.#dir, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => name);
  }

  async createBucket(bucket: string): Promise<void> {
    await mkdir(path.join(this.#dir, bucket), { recursive: true });
  }

  /** All records of a bucket; removes bodies that no record names, which a crash between two renames leaves behind. */
  async load(bucket: string): Promise<ObjectRecord[]> {
    const root = path.join(this.#dir, bucket);
    const files = await readdir(root, { recursive: true });
    const recordFiles = files.filter((file) => file.endsWith(RECORD_SUFFIX));
    const records: ObjectRecord[] = [];
    for (let at = 0; at < recordFiles.length; at += LOADS_AT_ONCE) {
      const batch = recordFiles.slice(at, at + LOADS_AT_ONCE);
      records.push(...(await Promise.all(batch.map((file) => readRecord(path.join(root, file))))));
    }
    const named = new Set(records.map(({ bodyFile }) => bodyFile));
    const orphans = files.filter((file) => /\.[0-9a-f]{16}$/.test(file) && !named.has(path.basename(file)));
    for (const orphan of orphans) await rm(path.join(root, orphan), { force: true });
    return records;
  }

  async receive(body: AsyncIterable<Uint8Array>): Promise<IncomingBody> {
    const incoming = { file: this.#newIncoming(), bytes: 0, etag: "" };
    const md5 = createHash("md5");
    async function* measured() {
      for await (const chunk of body) {
        md5.update(chunk);
        incoming.bytes += chunk.length;
        yield chunk;
      }
    }
    try {
      await pipeline(measured, createWriteStream(incoming.file, { flags: "wx" }));
    } catch (error) {
      await rm(incoming.file, { force: true });
      throw error;
    }
    return { ...incoming, etag: md5.digest("hex") };
  }

  async duplicate(bucket: string, record: ObjectRecord): Promise<IncomingBody> {
    const file = this.#newIncoming();
    await copyFile(this.#bodyPath(bucket, record), file);
    return { file, bytes: record.bytes, etag: record.etag };
  }

  /** Only the rename of the record makes the object visible. */
  async commit(bucket: string, file: string, record: ObjectRecord): Promise<void> {
    const bodyPath = this.#bodyPath(bucket, record);
    await mkdir(path.dirname(bodyPath), { recursive: true });
    await rename(file, bodyPath);
    const recordFile = this.#newIncoming();
    await writeFile(recordFile, JSON.stringify(record));
    await rename(recordFile, this.#recordPath(bucket, record.key));
  }

  async discard(file: string): Promise<void> {
    await rm(file, { force: true });
  }

  async removeRecord(bucket: string, key: string): Promise<void> {
    await rm(this.#recordPath(bucket, key), { force: true });
  }

  async openBody(bucket: string, record: ObjectRecord): Promise<OpenBody> {
    return await open(this.#bodyPath(bucket, record), "r");
  }

  async removeBody(bucket: string, record: ObjectRecord): Promise<void> {
    await rm(this.#bodyPath(bucket, record), { force: true });
  }

  #bodyPath(bucket: string, { bodyFile }: Pick<ObjectRecord, "bodyFile">): string {
    return path.join(this.#dir, bucket, bodyFile.slice(0, 2), bodyFile);
  }

  #recordPath(bucket: string, key: string): string {
    const hash = hashOf(key);
    return path.join(this.#dir, bucket, hash.slice(0, 2), hash + RECORD_SUFFIX);
  }

  #newIncoming(): string {
    return path.join(this.#incoming, randomBytes(12).toString("hex"));
  }
}

/** A complete body that waits to be committed; `etag` is its MD5 in hex. */
export type IncomingBody = { file: string; bytes: number; etag: string };

/** A file name for a new body of this key, never used before. */
export function newBodyFile(key: string): string {
  return `${hashOf(key)}.${randomBytes(8).toString("hex")}`;
}

function hashOf(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("hex");
}

async function readRecord(file: string): Promise<ObjectRecord> {
  const text = await readFile(file, "utf8");
  try {
    return ObjectRecord.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `The object record ${file} cannot be read; remove this file to go on without that object.`,
      {
        cause,
      },
    );
  }
}
