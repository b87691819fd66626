import {
  type BucketFiles,
  DiskFiles,
  type IncomingBody,
  newBodyFile,
  type OpenBody,
} from "./bucket-files.ts";
import { S3Error } from "./errors.ts";
import { KeyIndex } from "./key-index.ts";
import { KeyLock } from "./key-lock.ts";
import { assertBucketName, assertKey } from "./names.ts";
import type { ObjectAttributes, ObjectRecord } from "./record.ts";

/** Names one object. */
export type ObjectRef = { bucket: string; key: string };
/** Called with what is stored now, while no other write to the key can happen; throw to refuse the write. */
export type Precondition = (current: ObjectRecord | undefined) => void;

/**
 * Opens (or creates) a store in a directory. Everything acknowledged survives the end of the process by any signal; a power
 * failure is not covered, since nothing is synced. One process at a time may have a directory open.
 */
export async function createBucketStore({ dir, ...options }: BucketStoreOptions): Promise<BucketStore> {
  const files = new DiskFiles(dir);
  await files.prepare();
  return await openBucketStore(files, options);
}

/** A store of what `files` hold. */
export async function openBucketStore(
  files: BucketFiles,
  { clock = Date.now }: Pick<BucketStoreOptions, "clock"> = {},
): Promise<BucketStore> {
  const indexes = new Map<string, KeyIndex>();
  for (const bucket of await files.buckets()) indexes.set(bucket, new KeyIndex(await files.load(bucket)));
  return new BucketStore(files, { indexes, clock });
}

export type BucketStoreOptions = {
  dir: string;
  /** Epoch milliseconds, stamped on what is written. */
  clock?: () => number;
};

/** Objects in buckets, with an index of their records in memory. Refusals are `S3Error`s. */
export class BucketStore {
  readonly #files: BucketFiles;
  readonly #indexes: Map<string, KeyIndex>;
  readonly #clock: () => number;
  readonly #lock = new KeyLock();

  constructor(
    files: BucketFiles,
    { indexes, clock }: { indexes: Map<string, KeyIndex>; clock: () => number },
  ) {
    this.#files = files;
    this.#indexes = indexes;
    this.#clock = clock;
  }

  hasBucket(bucket: string): boolean {
    return this.#indexes.has(bucket);
  }

  /** False when the bucket was there already. */
  async createBucket(bucket: string): Promise<boolean> {
    assertBucketName(bucket);
    return await this.#lock.run(bucket, async () => {
      if (this.#indexes.has(bucket)) return false;
      await this.#files.createBucket(bucket);
      this.#indexes.set(bucket, new KeyIndex([]));
      return true;
    });
  }

  /** The record, or undefined when there is no such object. */
  head({ bucket, key }: ObjectRef): ObjectRecord | undefined {
    return this.#index(bucket).get(key);
  }

  /** Record and open body of an object; the caller closes the file, which stays readable through overwrite and delete. */
  async open(ref: ObjectRef): Promise<{ record: ObjectRecord; file: OpenBody } | undefined> {
    return await this.#withBody(ref, async (record) => ({
      record,
      file: await this.#files.openBody(ref.bucket, record),
    }));
  }

  /**
   * Stores an object; readers see the old one or the new one, never a mixture. `attributes` is asked once the whole body has
   * arrived, because a trailing checksum is known only then. Nothing is kept when the body or the precondition throws.
   */
  async put({ body, attributes, precondition, ...ref }: PutOptions): Promise<ObjectRecord> {
    this.#index(ref.bucket);
    assertKey(ref.key);
    const incoming = await this.#files.receive(body);
    return await this.#commit(ref, { incoming, attributes, precondition });
  }

  /** Copies inside the store; undefined when the source does not exist. */
  async copy({
    from,
    to,
    attributes,
    sourceCondition,
    precondition,
  }: CopyOptions): Promise<ObjectRecord | undefined> {
    this.#index(to.bucket);
    assertKey(to.key);
    const copied = await this.#withBody(from, async (record) => {
      sourceCondition?.(record);
      return { record, incoming: await this.#files.duplicate(from.bucket, record) };
    });
    if (!copied) return undefined;
    const { record, incoming } = copied;
    return await this.#commit(to, { incoming, attributes: () => attributes(record), precondition });
  }

  /** Removes an object; removing what is not there is no error. */
  async remove({ bucket, key }: ObjectRef): Promise<void> {
    const index = this.#index(bucket);
    await this.#lock.run(`${bucket}/${key}`, async () => {
      const current = index.get(key);
      if (!current) return;
      await this.#files.removeRecord(bucket, key);
      index.delete(key);
      await this.#files.removeBody(bucket, current);
    });
  }

  /** All keys in listing order; a live array, so read it before the next await. */
  keys(bucket: string): readonly string[] {
    return this.#index(bucket).keys;
  }

  async #commit(
    { bucket, key }: ObjectRef,
    { incoming, attributes, precondition }: Commit,
  ): Promise<ObjectRecord> {
    const index = this.#index(bucket);
    try {
      return await this.#lock.run(`${bucket}/${key}`, async () => {
        const current = index.get(key);
        precondition?.(current);
        const { etag, bytes } = incoming;
        const written = { key, etag, bytes, lastModifiedMs: this.#clock(), bodyFile: newBodyFile(key) };
        const record = { ...written, attributes: attributes() };
        await this.#files.commit(bucket, incoming.file, record);
        index.set(record);
        if (current) await this.#files.removeBody(bucket, current);
        return record;
      });
    } catch (error) {
      await this.#files.discard(incoming.file);
      throw error;
    }
  }

  /** Works on the body of the current record, and again on the next one when a writer replaced it meanwhile. */
  async #withBody<T>(ref: ObjectRef, work: (record: ObjectRecord) => Promise<T>): Promise<T | undefined> {
    let record = this.head(ref);
    while (record) {
      try {
        return await work(record);
      } catch (error) {
        const now = this.head(ref);
        if (!isMissingFile(error) || now === record) throw error;
        record = now;
      }
    }
    return undefined;
  }

  #index(bucket: string): KeyIndex {
    const index = this.#indexes.get(bucket);
    if (!index) throw new S3Error("NoSuchBucket", `The bucket "${bucket}" does not exist.`);
    return index;
  }
}

export type PutOptions = ObjectRef & {
  body: AsyncIterable<Uint8Array>;
  attributes: () => ObjectAttributes;
  precondition?: Precondition;
};

export type CopyOptions = {
  from: ObjectRef;
  to: ObjectRef;
  attributes: (source: ObjectRecord) => ObjectAttributes;
  sourceCondition?: Precondition;
  precondition?: Precondition;
};

type Commit = Pick<PutOptions, "attributes" | "precondition"> & { incoming: IncomingBody };

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
