import type { Check } from "./invariants.ts";

/** What must never be written: each with what it would give away. */
const SECRETS: Record<string, RegExp> = {
  "a task token": /YXJuOmF3czpzdGF0ZXM/,
  "the key of FAL": /sandbox-secret/,
  "the key of the bucket": /likeness-sim-secret/,
  "a signed query": /X-Amz-Signature=[0-9a-f]{16}/i,
  "a prompt": /"prompt":"[^"]{240}/,
};

/** I14: no log line gives away a secret or a whole prompt. */
export const checkLogs: Check = ({ logged }) =>
  logged.flatMap((line) =>
    Object.entries(SECRETS)
      .filter(([, pattern]) => pattern.test(line))
      .map(([what]) => ({ invariant: "I14", message: `a log line holds ${what}: ${line.slice(0, 120)}` })),
  );
