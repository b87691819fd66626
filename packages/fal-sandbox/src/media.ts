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

/** Keeps the files under `dir`, each beside a small JSON with its type. */
export function createMediaStore({ dir, clock }: { dir: string; clock: Clock }): MediaStore {
  const write = async (place: MediaPlace & { shard: string }, draft: MediaDraft) => {
    const { bytes, contentType, lifetimeSeconds, fault } = draft;
    const expiresAtMs = lifetimeSeconds === undefined ? undefined : clock.now() + lifetimeSeconds * 1_000;
    const folder = join(dir, place.shard);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, place.name), bytes);
    await writeWhole(metaFile(folder, place.name), JSON.stringify({ contentType, expiresAtMs, fault }));
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
      const meta = await readOrNothing(metaFile(join(dir, shard), name));
      const bytes = await readOrNothing(join(dir, shard, name));
      if (meta === undefined || bytes === undefined) return undefined;
      const parsed = Meta.parse(JSON.parse(meta.toString("utf8")));
      const isExpired = parsed.expiresAtMs !== undefined && parsed.expiresAtMs <= clock.now();
      return isExpired ? undefined : { ...parsed, bytes };
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
