import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { constants, setPriority } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Delivered, Order } from "./artist-process.ts";
import type { Artist } from "./draw/index.ts";

export interface HiredArtist extends Artist {
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The built-in artist in a process of its own; one that died is replaced when the next picture is wanted. */
export function hireArtist({ dir }: { dir: string }): HiredArtist {
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | undefined = employ(dir, waiting, () => {
    child = undefined;
  });
  let lastId = 0;
  const order = (work: { kind: "draw" | "describe"; request: unknown }) => {
    child ??= employ(dir, waiting, () => {
      child = undefined;
    });
    lastId += 1;
    const id = lastId;
    const process = child;
    return new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      process.send({ id, ...work } as Order, (error) => error && fail(waiting, id, error));
    });
  };
  return {
    draw: async (request) => Buffer.from((await order({ kind: "draw", request })) as Uint8Array),
    describe: async (request) => (await order({ kind: "describe", request })) as Record<string, unknown>,
    close: async () => {
      const last = child;
      if (!last) return;
      const gone = new Promise((resolve) => last.once("exit", resolve));
      last.kill();
      await gone;
    },
  };
}

function employ(dir: string, waiting: Map<number, Waiting>, onGone: () => void): ChildProcess {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const child = fork(fileURLToPath(new URL("./artist-process.ts", import.meta.url)), [dir], {
    execArgv: ["--import", loader],
    serialization: "advanced",
  });
  // At once, while it has no threads yet: they inherit it. A provider's work takes no processor time from its callers.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  child.on("message", (delivered: Delivered) => {
    const { id } = delivered;
    if ("error" in delivered) return fail(waiting, id, new Error(delivered.error));
    waiting.get(id)?.resolve(delivered.value);
    waiting.delete(id);
  });
  child.once("exit", (code, signal) => {
    onGone();
    for (const id of waiting.keys())
      fail(waiting, id, new Error(`The artist's process ended (${signal ?? code}).`));
  });
  return child;
}

function fail(waiting: Map<number, Waiting>, id: number, error: Error): void {
  waiting.get(id)?.reject(error);
  waiting.delete(id);
}
