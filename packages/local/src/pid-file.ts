import { link, readFile, rm, writeFile } from "node:fs/promises";

/**
 * Makes a file that says that this process owns something. Answers undefined when it did, or the id of the living
 * process that already owns it; the file of a dead process is replaced.
 */
export async function takePidFile(path: string): Promise<number | undefined> {
  // Linked into place with its content, so that nobody ever reads a file without an owner.
  const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(own, String(process.pid));
  try {
    for (;;) {
      if (await linked(own, path)) return undefined;
      const owner = Number(await readFile(path, "utf8").catch(() => ""));
      if (isAlive(owner)) return owner;
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
