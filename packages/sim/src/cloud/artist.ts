import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Artist, createArtist } from "../../../fal-sandbox/src/draw/index.ts";
import { keyOf, Memory } from "../process/memory.ts";

const kept = new Memory(2_000);

/**
 * The sandbox's artist, in this process, with small pictures. Each picture is drawn by an artist that remembers nothing,
 * so that it follows from its request alone, whatever was drawn in earlier runs; a request seen before is not drawn again.
 */
export function createSmallArtist({ sidePixels }: { sidePixels: number }): Artist {
  return {
    draw: (request) => {
      const small = { ...request, width: sidePixels, height: sidePixels };
      return once(small, (artist) => artist.draw(small));
    },
    describe: (request) => once(request, (artist) => artist.describe(request)),
  };
}

function once<T>(request: object, work: (artist: Artist) => Promise<T>): Promise<T> {
  return kept.recall(keyOf("artist", withoutUrls(request)), () => fresh(work));
}

/** Addresses differ from run to run; the bytes that lie behind them are there as well. */
function withoutUrls(value: unknown): unknown {
  if (ArrayBuffer.isView(value) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutUrls);
  const others = Object.entries(value).filter(([name]) => !/url/i.test(name));
  return Object.fromEntries(others.map(([name, item]) => [name, withoutUrls(item)]));
}

async function fresh<T>(work: (artist: Artist) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "likeness-artist-"));
  try {
    return await work(createArtist({ dir }));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
