import type { JobView } from "@likeness/core/progress";

export interface Display {
  show(view: JobView): void;
  /** Leaves the last state on the screen. */
  end(): void;
}

const MARKS: Record<string, string> = {
  planned: "·",
  pending: "◔",
  submitted: "◔",
  answered: "◕",
  resumed: "◕",
};
const CLEAR_LINE = "\r\u001b[2K";

/** One live line on a terminal; elsewhere a line whenever something changed. */
export function display(title: string, out: NodeJS.WriteStream = process.stdout): Display {
  const startedMs = Date.now();
  let last = "";
  return {
    show(view) {
      const state = stateLine(view);
      if (out.isTTY) {
        out.write(`${CLEAR_LINE}${title}  ${state}  ${elapsed(startedMs)}`);
      } else if (state !== last) {
        out.write(`${title}  ${state}  ${elapsed(startedMs)}\n`);
      }
      last = state;
    },
    end() {
      if (out.isTTY) out.write("\n");
    },
  };
}

/** Stage, one cell for each picture, how many are done, and the money spent. */
function stateLine({ progress, costUsd }: JobView): string {
  const { stage, done, total, slots } = progress;
  const slotNames = Object.keys(slots).sort((a, b) => Number(a) - Number(b) || a.localeCompare(b));
  const cells = slotNames.map((slot) =>
    slots[slot] === "done" ? "●" : slots[slot] === "failed" ? "✕" : (MARKS[slots[slot] ?? ""] ?? "·"),
  );
  const bar = cells.length > 0 ? cells.join("") : "·".repeat(Math.max(1, total));
  return `${stage.padEnd(10)} ${bar}  ${done}/${total}  $${costUsd.toFixed(3)}`;
}

function elapsed(startedMs: number): string {
  return `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
}
