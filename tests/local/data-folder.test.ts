import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claimFolder } from "../../packages/local/src/data-folder.ts";
import { temporaryFolder } from "./support/product.ts";

test("a data folder belongs to one process until it is let go", async () => {
  const folder = join(temporaryFolder(), "new");
  const first = await claimFolder(folder);
  await expect(claimFolder(folder)).rejects.toThrow(`in use by process ${process.pid}`);
  await first.close();
  await (await claimFolder(folder)).close();
});

test("a data folder whose owner died without closing is taken over", async () => {
  const folder = temporaryFolder();
  const dead = spawn(process.execPath, ["--eval", ""]);
  await once(dead, "exit");
  writeFileSync(join(folder, "owner.pid"), String(dead.pid));
  await claimFolder(folder);
  expect(readFileSync(join(folder, "owner.pid"), "utf8")).toBe(String(process.pid));
});
