import { fileURLToPath } from "node:url";

/** The folder of sst.config.ts, wherever the command was started. */
export function projectRoot(): string {
  return fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
}
