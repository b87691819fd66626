import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";

const ExecutionRecord = z.object({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  /** JSON text, exactly as given. */
  input: z.string(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  stoppedAt: z.number().optional(),
  /** States entered, plus retries: what AWS bills. */
  transitions: z.number(),
});

/** One execution, as it is kept on disk. Only RUNNING ever changes. */
export type ExecutionRecord = z.infer<typeof ExecutionRecord>;

/** The executions of all machines, kept across restarts. */
export interface ExecutionStore {
  get(executionArn: string): ExecutionRecord | undefined;
  ofMachine(stateMachineArn: string): ExecutionRecord[];
  running(): ExecutionRecord[];
  /** Visible at once; resolves when it is safely on disk. */
  put(record: ExecutionRecord): Promise<void>;
}

/** Opens the store in a folder, made when missing. A file that no longer parses stops the start, naming it. */
export function openExecutions(directory: string): ExecutionStore {
  mkdirSync(directory, { recursive: true });
  const records = new Map(readAll(directory).map((record) => [record.executionArn, record]));
  const writes = new Map<string, Promise<void>>();
  return {
    get: (arn) => records.get(arn),
    ofMachine: (arn) => [...records.values()].filter((record) => record.stateMachineArn === arn),
    running: () => [...records.values()].filter((record) => record.status === "RUNNING"),
    put: (record) => {
      records.set(record.executionArn, record);
      // One writer per record at a time: the file ends as the last state put.
      const write = (writes.get(record.executionArn) ?? Promise.resolve()).then(() =>
        save(directory, record),
      );
      writes.set(record.executionArn, write);
      return write.finally(() => {
        if (writes.get(record.executionArn) === write) writes.delete(record.executionArn);
      });
    },
  };
}

function readAll(directory: string): ExecutionRecord[] {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".json"),
  );
  return files.map((file) => {
    const path = join(directory, file);
    const parsed = ExecutionRecord.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (!parsed.success)
      throw new Error(`${path} is not an execution record: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
}

async function save(directory: string, record: ExecutionRecord): Promise<void> {
  const machine = record.stateMachineArn.split(":").at(-1) ?? "machine";
  const path = join(directory, machine, `${encodeURIComponent(record.name)}.json`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, JSON.stringify(record));
  await rename(`${path}.part`, path);
}
