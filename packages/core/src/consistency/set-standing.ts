import type { Suspicions } from "./set-vectors.ts";

const STANDING_MAX = 8;

/** Smallest spread of each suspicion that is taken seriously, and its size in sets where nothing is wrong. */
export interface SetScale {
  spread: number;
  size: number;
}

/** How far each view stands out in each suspicion, in robust standard deviations of its own set; 0 where it does not. */
export function standings(suspicions: Suspicions, scales: Record<string, SetScale>): Suspicions {
  const result: Suspicions = suspicions.map(() => ({}));
  for (const [name, { spread }] of Object.entries(scales)) {
    const values = suspicions.map((own) => own[name] ?? 0);
    const middle = median(values);
    const deviation = 1.4826 * median(values.map((value) => Math.abs(value - middle)));
    values.forEach((value, at) => {
      const own = result[at];
      if (own) own[name] = Math.min(STANDING_MAX, Math.max(0, (value - middle) / (deviation + spread)));
    });
  }
  return result;
}

/** The most suspicious view by each name: how far it stands out, and how large it is against clean sets. */
export function extremes(
  suspicions: Suspicions,
  { stands, scales }: { stands: Suspicions; scales: Record<string, SetScale> },
): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [name, { size }] of Object.entries(scales)) {
    const most = Math.max(0, ...suspicions.map((own) => own[name] ?? 0));
    result[`${name}:size`] = Math.min(4, most / size);
    result[`${name}:stand`] = Math.max(0, ...stands.map((own) => own[name] ?? 0)) / STANDING_MAX;
  }
  return result;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
