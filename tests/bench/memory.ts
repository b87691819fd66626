import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Peaks of resident memory in bytes; `withChildren` adds all processes below this one. */
export interface Peaks {
  main: number;
  withChildren: number;
}

const run = promisify(execFile);
const SAMPLE_MS = 50;
/** The process table is read less often: that starts a process. */
const CHILDREN_EVERY = 10;

/** Watches this process and those it started, until stopped. */
export function watchMemory(): { stop(): Promise<Peaks> } {
  const peaks: Peaks = { main: 0, withChildren: 0 };
  let children = 0;
  let samples = 0;
  let reading = Promise.resolve();
  const sample = () => {
    const main = process.memoryUsage.rss();
    peaks.main = Math.max(peaks.main, main);
    peaks.withChildren = Math.max(peaks.withChildren, main + children);
    if (samples++ % CHILDREN_EVERY !== 0) return;
    reading = reading.then(async () => {
      children = await childrenBytes();
    });
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await reading;
      sample();
      await reading;
      return peaks;
    },
  };
}

/** Resident bytes of every process below this one, without the `ps` that looks. */
async function childrenBytes(): Promise<number> {
  const listing = run("ps", ["-A", "-o", "pid=,ppid=,rss="]);
  const { stdout } = await listing;
  return sumBelow(process.pid, { listing: stdout, ignore: listing.child.pid });
}

/** Sums a listing of `pid ppid rss` (kilobytes) over all descendants of a process, in bytes. */
export function sumBelow(
  root: number,
  { listing, ignore }: { listing: string; ignore?: number | undefined },
): number {
  const rows = listing
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent, kilobytes]) =>
      pid === undefined || parent === undefined || kilobytes === undefined || pid === ignore
        ? []
        : [{ pid, parent, kilobytes }],
    );
  const below = (pid: number): number =>
    rows
      .filter(({ parent }) => parent === pid)
      .reduce((sum, row) => sum + row.kilobytes * 1024 + below(row.pid), 0);
  return below(root);
}
