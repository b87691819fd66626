import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const POLL_MS = 200;

/** Runs `body` while no other process runs it under the same path. A lock whose owner has died is taken over. */
export async function withLock<T>(path: string, body: () => Promise<T>): Promise<T> {
  while (!(await acquire(path))) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  try {
    return await body();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    await writeFile(join(path, "pid"), String(process.pid));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const owner = await readFile(join(path, "pid"), "utf8").catch(() => undefined);
  if (owner !== undefined && !isAlive(Number(owner))) await rm(path, { recursive: true, force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
