import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * One hash over the contents of files and folders (below `root`, in a stable order) and some further text. A path
 * that does not exist counts as absent, so that creating it changes the hash.
 */
export async function sourceHash(
  root: string,
  { paths, extra }: { paths: string[]; extra: string[] },
): Promise<string> {
  const hash = createHash("sha256");
  for (const text of extra) hash.update(`${text}\0`);
  for (const path of paths)
    for (const file of await filesOf(root, path)) {
      hash.update(`${file}\0`);
      hash.update(await readFile(join(root, file)));
    }
  return hash.digest("hex").slice(0, 20);
}

async function filesOf(root: string, path: string): Promise<string[]> {
  const found = await stat(join(root, path)).catch(() => undefined);
  if (!found) return [];
  if (found.isFile()) return [path];
  const names = (await readdir(join(root, path))).sort();
  return (await Promise.all(names.map((name) => filesOf(root, join(path, name))))).flat();
}
