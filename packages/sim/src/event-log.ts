/** What happened in a run, a line per event, by virtual time alone: equal runs write equal logs. */
export interface EventLog {
  write(actor: string, text: string): void;
  lines(): readonly string[];
}

/** A log that stamps each line with the virtual time. */
export function createEventLog(elapsedMs: () => number): EventLog {
  const lines: string[] = [];
  return {
    write: (actor, text) => {
      lines.push(`${(elapsedMs() / 1000).toFixed(3).padStart(10)} ${actor.padEnd(24)} ${text}`);
    },
    lines: () => lines,
  };
}
