import type { Size } from "./scene.ts";

/** Where a viewer in the middle of a place looks. */
export interface Outlook {
  readonly size: Size;
  /** The heading in degrees; it pans. */
  readonly azimuth: number;
  readonly elevation: number;
}

/** Half of what the viewer sees at once, in degrees. */
export const HALF_VIEW_DEGREES = 42;

/** Where a direction off the middle of the view lands in the picture, in pixels. */
export function screenX(awayDegrees: number, width: number): number {
  const reach = Math.tan((HALF_VIEW_DEGREES * Math.PI) / 180);
  const clamped = Math.max(-80, Math.min(80, awayDegrees));
  return width * (0.5 + Math.tan((clamped * Math.PI) / 180) / (2 * reach));
}
