import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Artist, createArtist } from "../../../fal-sandbox/src/draw/index.ts";

const KEPT_MAX = 2_000;
const kept = new Map<string, Promise<unknown>>();

/**
 * The sandbox's artist, in this process, with small pictures. Each picture is drawn by an artist that remembers nothing,
 * so that it follows from its request alone, whatever was drawn in earlier runs; a request seen before is not drawn again.
 */
export function createSmallArtist({ sidePixels }: { sidePixels: number }): Artist {
  return {
    draw: (request) => {
      const small = { ...request, width: sidePixels, height: sidePixels };
      return once(small, request.references, (artist) => artist.draw(small)).then((bytes) =>
        Buffer.from(bytes),
      );
    },
    describe: (request) => once(request, request.images, (artist) => artist.describe(request)),
  };
}

function once<T>(
  request: object,
  pictures: readonly Buffer[],
  work: (artist: Artist) => Promise<T>,
): Promise<T> {
  const hash = createHash("sha1").update(
    JSON.stringify({ ...request, references: [], images: [] }, withoutUrls),
  );
  for (const picture of pictures) hash.update(picture);
  const key = hash.digest("base64");
  const answer = (kept.get(key) as Promise<T> | undefined) ?? fresh(work);
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(key, answer);
  return answer;
}

/** Addresses differ from run to run; what lies behind them is hashed instead. */
function withoutUrls(name: string, value: unknown): unknown {
  return /url/i.test(name) ? undefined : value;
}

async function fresh<T>(work: (artist: Artist) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "likeness-artist-"));
  try {
    return await work(createArtist({ dir }));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
