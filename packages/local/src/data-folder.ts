import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { takePidFile } from "./pid-file.ts";

/**
 * Makes the folder and takes it for this process, until closed. Rejects when a living process has it; what a dead
 * one left is taken over. Two databases on one folder would spoil it.
 */
export async function claimFolder(folder: string): Promise<{ close(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "owner.pid");
  const owner = await takePidFile(path);
  if (owner !== undefined)
    throw new Error(`${folder} is in use by process ${owner}; stop it or choose another folder`);
  return { close: () => rm(path, { force: true }) };
}
