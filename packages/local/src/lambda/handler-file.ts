import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FunctionDefinition } from "./runtime.ts";

/** The bundle and the export that a handler string such as `src/api/health.handler` names. Throws when no bundle is there. */
export function handlerFile({
  handler,
  codeDirectory,
}: Pick<FunctionDefinition, "handler" | "codeDirectory">): {
  path: string;
  exportName: string;
} {
  const dot = handler.lastIndexOf(".");
  const base = join(codeDirectory, handler.slice(0, dot));
  const path = [".mjs", ".js", ".cjs"].map((extension) => base + extension).find(existsSync);
  if (!path) throw new Error(`Cannot find module '${base}' for the handler ${handler}`);
  return { path, exportName: handler.slice(dot + 1) };
}
