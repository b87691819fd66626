import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Clock } from "./clock.ts";
import { type ImageFault, imageFaults } from "./faults.ts";

const Meta = z.object({
  contentType: z.string(),
  expiresAtMs: z.number().optional(),
  fault: z.enum(imageFaults).optional(),
});
type Meta = z.infer<typeof Meta>;

const SHARD = /^[0-9a-f]{2}$/;
const NAME = /^[A-Za-z0-9_-]{1,80}(\.[A-Za-z0-9]{1,8})?$/;

/** A stored file as it was put. */
export interface MediaFile extends Meta {
  bytes: Buffer;
}

/** A file to keep; `lifetimeSeconds` ends its public life. */
export interface MediaDraft {
  bytes: Buffer;
  contentType: string;
  lifetimeSeconds?: number;
  fault?: ImageFault;
}

/** Where a file ended up: its name, and its public path below the media origin. */
export interface MediaPlace {
  name: string;
  path: string;
}

/** Public files on disk; they outlive the process. */
export interface MediaStore {
  put(draft: MediaDraft): Promise<MediaPlace>;
  /** Reserves an address whose bytes come later (an upload). */
  reserve(contentType: string): MediaPlace & { fill(bytes: Buffer): Promise<void> };
  /** Undefined when there is no such file, or it has expired. */
  get(path: { shard: string; name: string }): Promise<MediaFile | undefined>;
}

/** Where the bytes lie; a file is either there completely or not at all. */
export interface MediaFiles {
  write(file: FileName, content: { bytes: Buffer; meta: string }): Promise<void>;
  read(file: FileName): Promise<{ bytes: Buffer; meta: string } | undefined>;
}

interface FileName {
  shard: string;
  name: string;
}

/** Keeps the files in `files`. */
export function createMediaStore({ files, clock }: { files: MediaFiles; clock: Clock }): MediaStore {
  const write = async (place: FileName, draft: MediaDraft) => {
    const { bytes, contentType, lifetimeSeconds, fault } = draft;
    const expiresAtMs = lifetimeSeconds === undefined ? undefined : clock.now() + lifetimeSeconds * 1_000;
    await files.write(place, { bytes, meta: JSON.stringify({ contentType, expiresAtMs, fault }) });
  };
  return {
    put: async (draft) => {
      const place = newPlace(draft.contentType);
      await write(place, draft);
      return place;
    },
    reserve: (contentType) => {
      const place = newPlace(contentType);
      return { ...place, fill: (bytes) => write(place, { bytes, contentType }) };
    },
    get: async ({ shard, name }) => {
      if (!SHARD.test(shard) || !NAME.test(name)) return undefined;
      const found = await files.read({ shard, name });
      if (found === undefined) return undefined;
      const parsed = Meta.parse(JSON.parse(found.meta));
      const isExpired = parsed.expiresAtMs !== undefined && parsed.expiresAtMs <= clock.now();
      return isExpired ? undefined : { ...parsed, bytes: found.bytes };
    },
  };
}

/** Files under `dir`, each beside a small JSON with its type. */
export function mediaOnDisk(dir: string): MediaFiles {
  return {
    write: async ({ shard, name }, { bytes, meta }) => {
      const folder = join(dir, shard);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, name), bytes);
      await writeWhole(metaFile(folder, name), meta);
    },
    read: async ({ shard, name }) => {
      const meta = await readOrNothing(metaFile(join(dir, shard), name));
      const bytes = await readOrNothing(join(dir, shard, name));
      return meta && bytes && { bytes, meta: meta.toString("utf8") };
    },
  };
}

/** The usual file ending of a content type; `bin` for one it does not know. */
function extensionOf(contentType: string): string {
  return EXTENSIONS[contentType.split(";")[0]?.trim() ?? ""] ?? "bin";
}

const EXTENSIONS: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
  "application/json": "json",
  "text/plain": "txt",
};

function newPlace(contentType: string): MediaPlace & { shard: string } {
  const shard = randomBytes(1).toString("hex");
  const name = `${randomUUID()}.${extensionOf(contentType)}`;
  return { shard, name, path: `/v3b.fal.media/files/b/${shard}/${name}` };
}

function metaFile(folder: string, name: string): string {
  return join(folder, `${name}.meta.json`);
}

/** The meta file appears last and whole, so that a file is either served completely or not at all. */
async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.${randomUUID()}`;
  await writeFile(part, text);
  await rename(part, file);
}

async function readOrNothing(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
