import { angleDistance } from "../azimuth.ts";
import type { SubjectType } from "../subject/index.ts";

/**
 * Angles are camera azimuths in degrees; the camera walks to its own right around the subject. 0: the subject faces
 * the camera. 90: the camera sees the subject's own left side, and the subject looks to the left edge of the
 * picture (the "right side view" of model parameters: the camera stands at the right). 180: the back. 270: the
 * reverse of 90. Everything that speaks of angles imports this file.
 */

const FULL_TURN = 360;

/** Which way the subject's front points in the picture, as words for a prompt; never a bare "left side". */
export function viewWords(angle: number, type: SubjectType): string {
  if (type === "location") return locationWords(angle);
  const front = type === "character" ? "face" : "front of the object";
  const view = `camera azimuth ${angle} degrees`;
  if (angle === 0) return `front view, ${view}, the ${front} points straight at the camera`;
  if (angle === 180) return `back view, ${view}, seen from behind, the ${front} points away from the camera`;
  const edge = angle < 180 ? "left" : "right";
  const fromFront = angle < 180 ? angle : FULL_TURN - angle;
  if (fromFront === 90)
    return `side view in profile, ${view}, the ${front} points to the ${edge} edge of the picture`;
  if (fromFront < 90) {
    return `three-quarter front view, ${view}, the ${front} points towards the camera and the ${edge} edge of the picture`;
  }
  return `three-quarter back view, ${view}, seen from behind, the ${front} points away and towards the ${edge} edge of the picture`;
}

function locationWords(angle: number): string {
  if (angle === 0) return "view of the place straight ahead, camera azimuth 0 degrees";
  return `view of the same place from the same spot with the camera turned, camera azimuth ${angle} degrees`;
}

export { angleDistance };

/** The gaps of a set of azimuths, walking once around: from one angle to the next, in degrees. */
export function gapsOf(angles: number[]): Array<{ from: number; to: number; degrees: number }> {
  const sorted = [...new Set(angles)].sort((a, b) => a - b);
  return sorted.map((from, index) => {
    const to = sorted[(index + 1) % sorted.length] ?? from;
    const degrees = (to - from + FULL_TURN) % FULL_TURN || FULL_TURN;
    return { from, to, degrees };
  });
}

/** Cuts a list into batches of at most `size`. */
export function intoBatches<T>(items: T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
