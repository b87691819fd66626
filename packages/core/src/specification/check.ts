import { angleDistance } from "../azimuth.ts";
import { distanceSquared, type Lab, toLab } from "../images/index.ts";
import { LOCK } from "../limits.ts";
import type { Look } from "./look.ts";

/** What was measured of a picture, as far as a lock can be checked with it. */
export interface Seen {
  /** Colours of the figure with their shares of it, 0 to 1. */
  palette: ReadonlyArray<{ hex: string; share: number }>;
  headRatio?: number | undefined;
}

/** One locked thing and what became of it. `unmeasured` speaks neither for nor against the picture. */
export interface LockFinding {
  type: "part-color" | "head-ratio";
  /** Which part; "figure" for the head ratio. */
  part: string;
  locked: string;
  /** The nearest colour of the picture, or its head ratio; null when there is none. */
  seen: string | null;
  verdict: "kept" | "broken" | "unmeasured";
}

/**
 * A lock against a picture. A colour is kept when the picture shows one like it, and broken only when it does not
 * although the master shows it on a good part of the figure and the picture is seen from nearly the same side: what is
 * small or may be hidden is unmeasured, never guessed. Pure.
 */
export function checkLook(
  { parts, headRatio }: Look,
  { picture, master, angle }: { picture: Seen; master: Seen | undefined; angle: number | undefined },
): LockFinding[] {
  const isSameSide = angle !== undefined && angleDistance(angle, 0) <= LOCK.sideMaxDegrees;
  const colors = parts.map(({ part, hex }): LockFinding => {
    const found = nearest(hex, picture.palette);
    const isKept = found !== undefined && found.distance <= LOCK.colorDistanceMax;
    const isExpected = isSameSide && shareOf(hex, master) >= LOCK.shareMin;
    const verdict = isKept ? "kept" : isExpected ? "broken" : "unmeasured";
    return { type: "part-color", part, locked: hex, seen: found?.hex ?? null, verdict };
  });
  if (headRatio === undefined) return colors;
  const seen = isSameSide ? picture.headRatio : undefined;
  const isOff = seen !== undefined && Math.abs(seen - headRatio) > headRatio * LOCK.headRatioTolerance;
  return [
    ...colors,
    {
      ...{ type: "head-ratio", part: "figure", locked: String(headRatio) },
      seen: seen === undefined ? null : String(seen),
      verdict: seen === undefined ? "unmeasured" : isOff ? "broken" : "kept",
    },
  ];
}

/** How much of the master's figure has a colour. */
function shareOf(hex: string, master: Seen | undefined): number {
  const alike = (master?.palette ?? []).filter(
    (swatch) => distance(hex, swatch.hex) <= LOCK.colorDistanceMax,
  );
  return alike.reduce((sum, { share }) => sum + share, 0);
}

function nearest(hex: string, palette: Seen["palette"]): { hex: string; distance: number } | undefined {
  const ranked = palette.map((swatch) => ({ hex: swatch.hex, distance: distance(hex, swatch.hex) }));
  return ranked.sort((one, other) => one.distance - other.distance)[0];
}

/** In OKLab; light and shade change lightness, so it counts for less. */
function distance(one: string, other: string): number {
  return Math.sqrt(distanceSquared(labOf(one), labOf(other)));
}

function labOf(hex: string): Lab {
  const value = Number.parseInt(hex.slice(1), 16);
  const [lightness, a, b] = toLab((value >> 16) & 255, (value >> 8) & 255, value & 255);
  return [lightness * LOCK.lightnessWeight, a, b];
}
