import type { Model } from "./turnarounds.ts";

const FOLDS = 5;

/** Families in five groups of about equal size; a family is never split. */
export function foldsOf(models: readonly Model[]): string[][] {
  const sizes = new Map<string, number>();
  for (const { family } of models) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  const folds = Array.from({ length: Math.min(FOLDS, sizes.size) }, () => ({
    size: 0,
    families: [] as string[],
  }));
  const bySize = [...sizes].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  for (const [family, size] of bySize) {
    const smallest = folds.reduce((least, fold) => (fold.size < least.size ? fold : least));
    smallest.families.push(family);
    smallest.size += size;
  }
  return folds.map(({ families }) => families);
}
