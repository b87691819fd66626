/** A score as it is kept and shown: three digits after the point. */
export function roundedScore(value: number): number {
  return Math.round(value * 1000) / 1000;
}
