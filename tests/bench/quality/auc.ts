/** Chance that a good one scores higher than a bad one; equal scores count half. */
export function areaUnderCurve(good: number[], bad: number[]): number {
  let wins = 0;
  for (const one of good) for (const other of bad) wins += one > other ? 1 : one === other ? 0.5 : 0;
  return wins / (good.length * bad.length);
}
