import { driftedSubject } from "./drift.ts";
import type { Subject } from "./subject.ts";

/** What may be wrong about who is shown. */
export const DRIFT_KINDS = ["color", "proportion", "part", "style"] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** How a picture departs from what was asked for; strengths from 0 (not to be seen) to 1. */
export interface Alterations {
  /** The same `key` always drifts in the same direction. */
  readonly drift?: { readonly kind: DriftKind; readonly strength: number; readonly key: string };
  /** Degrees that the camera stands beside where it was sent. */
  readonly azimuthShift?: number;
  /** The head looks at the camera though the body turns its back. */
  readonly janus?: boolean;
  readonly mirror?: boolean;
  readonly blur?: number;
  readonly cutOff?: number;
}

/** The cast as an altered picture shows it; a picture that is not altered shows the cast itself. */
export function alteredCast(
  cast: readonly Subject[],
  alterations: Alterations | undefined,
): readonly Subject[] {
  const drift = alterations?.drift;
  return drift === undefined ? cast : cast.map((subject) => driftedSubject(subject, drift));
}

/** Where the camera stands in the altered picture, and where the head looks from. */
export function alteredAzimuths(
  azimuth: number,
  { azimuthShift = 0, janus = false }: Alterations = {},
): { azimuth: number; headAzimuth: number } {
  const seen = (azimuth + azimuthShift + 360) % 360;
  return { azimuth: seen, headAzimuth: janus ? (180 - seen + 360) % 360 : seen };
}
