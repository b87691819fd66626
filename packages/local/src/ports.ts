import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";

/** Gives every listener the port it had at the last start, because kept rows hold URLs with ports in them. */
export interface Ports {
  /** Starts a listener on the remembered port, or on a free one when that is taken. */
  open<T extends { port: number }>(name: string, start: (port: number) => Promise<T>): Promise<T>;
  save(): Promise<void>;
}

const Remembered = z.record(z.string(), z.number().int());

/** Reads the remembered ports; `fixed` ones are demanded and fail when they are taken. */
export async function openPorts(path: string, fixed: Record<string, number> = {}): Promise<Ports> {
  const text = await readFile(path, "utf8").catch(() => "{}");
  const remembered = Remembered.parse(JSON.parse(text));
  return {
    open: async (name, start) => {
      const wanted = fixed[name] ?? remembered[name] ?? 0;
      const listener = await start(wanted).catch((error: unknown) => {
        if (wanted === 0 || fixed[name] !== undefined || !isTaken(error)) throw explain(error, wanted);
        return start(0);
      });
      remembered[name] = listener.port;
      return listener;
    },
    save: async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, JSON.stringify(remembered));
    },
  };
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
}

function explain(error: unknown, port: number): unknown {
  return isTaken(error) ? new Error(`Port ${port} is already in use; choose another one`) : error;
}
