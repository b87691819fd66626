const FULL_TURN = 360;

/** Degrees between two azimuths the short way round, 0-180. */
export function angleDistance(a: number, b: number): number {
  const difference = Math.abs(a - b) % FULL_TURN;
  return Math.min(difference, FULL_TURN - difference);
}
