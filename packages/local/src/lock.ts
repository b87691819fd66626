import { rm } from "node:fs/promises";
import { takePidFile } from "./pid-file.ts";

const POLL_MS = 200;

/** Runs `body` while nobody else runs it under the same path. A lock whose owner has died is taken over. */
export async function withLock<T>(path: string, body: () => Promise<T>): Promise<T> {
  while ((await takePidFile(path)) !== undefined)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  try {
    return await body();
  } finally {
    await rm(path, { force: true });
  }
}
