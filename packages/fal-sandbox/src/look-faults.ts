import * as z from "zod";
import { chance } from "./chance.ts";
import { type Alterations, DRIFT_KINDS } from "./draw/alterations.ts";
import { readView } from "./draw/azimuth.ts";
import { Rule } from "./fault-rule.ts";

const STEP_DEGREES = 30;
const Strength = z.number().min(0).max(1).default(0.6);

/**
 * Ways in which a picture is drawn wrongly though nothing fails. All but `blur` and `cutOff` strike only requests
 * with a reference: without one there is no truth to stray from.
 */
export const LOOK_FAULTS = {
  /** The subject is not quite itself: one of the `kinds`, drawn anew for each request. */
  drift: Rule.extend({ kinds: z.array(z.enum(DRIFT_KINDS)).min(1).optional(), strength: Strength }),
  /** A face on a view from behind. */
  janus: Rule,
  /** Left and right exchanged. */
  mirror: Rule,
  /** Seen from a neighbouring angle instead, `stepDegrees` to either side. */
  snappedAngle: Rule.extend({ stepDegrees: z.int().min(1).max(180).default(STEP_DEGREES) }),
  blur: Rule.extend({ strength: Strength }),
  /** The figure stands partly below the lower edge. */
  cutOff: Rule.extend({ strength: Strength }),
};

/** The rules of this file that struck a request. */
export type LookStrikes = { [Name in keyof typeof LOOK_FAULTS]?: z.output<(typeof LOOK_FAULTS)[Name]> };

interface Struck {
  strikes: LookStrikes;
  /** Position in the count of submits; what a fault does to a request follows from it. */
  number: number;
  input: Record<string, unknown>;
  hasReference: boolean;
}

/** What the struck faults do to this picture; undefined when nothing. */
export function alterationsOf({ strikes, number, input, hasReference }: Struck): Alterations | undefined {
  const { azimuth } = readView(input);
  const isFromBehind = azimuth > 90 && azimuth < 270;
  const pick = (name: string, seed = 0) => chance("look", name, number, seed);
  const { drift, janus, mirror, snappedAngle, blur, cutOff } = strikes;
  const found: Alterations = {
    ...(hasReference && drift && { drift: driftOf(drift, (name) => pick(name, drift.seed)) }),
    ...(hasReference && janus && isFromBehind && { janus: true }),
    ...(hasReference && mirror && { mirror: true }),
    ...(hasReference &&
      snappedAngle && {
        azimuthShift: (pick("side", snappedAngle.seed) < 0.5 ? -1 : 1) * snappedAngle.stepDegrees,
      }),
    ...(blur && { blur: blur.strength }),
    ...(cutOff && { cutOff: cutOff.strength }),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

function driftOf(
  { kinds = [...DRIFT_KINDS], strength }: NonNullable<LookStrikes["drift"]>,
  pick: (name: string) => number,
): Alterations["drift"] {
  const kind = kinds[Math.floor(pick("kind") * kinds.length)] ?? "color";
  return { kind, strength, key: String(pick("key")) };
}
