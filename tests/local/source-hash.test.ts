import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sourceHash } from "../../packages/local/src/source-hash.ts";
import { temporaryFolder } from "./support/product.ts";

test("the hash follows contents, names and extra text, and nothing else", async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "src", "deep"), { recursive: true });
  writeFileSync(join(root, "src", "deep", "a.ts"), "a");
  writeFileSync(join(root, "other.ts"), "not looked at");
  const hash = (extra = "stage") => sourceHash(root, { paths: ["src", "missing.ts"], extra: [extra] });
  const seen = [await hash()];
  writeFileSync(join(root, "other.ts"), "changed");
  expect(await hash()).toBe(seen[0]);
  seen.push(await hash("production"));
  writeFileSync(join(root, "src", "deep", "a.ts"), "b");
  seen.push(await hash());
  writeFileSync(join(root, "src", "b.ts"), "b");
  seen.push(await hash());
  writeFileSync(join(root, "missing.ts"), "");
  seen.push(await hash());
  expect(new Set(seen).size).toBe(seen.length);
});
