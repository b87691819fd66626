import type { Pixels } from "../images/index.ts";
import { roundedScore } from "../score.ts";
import { foreignTo, foreignToGround, standOutOf } from "./background.ts";
import { isCopy } from "./copy.ts";
import { extrasOf, WHOLE_LIKENESS } from "./extras.ts";
import { fieldOf } from "./field.ts";
import { SAME_LIGHT } from "./light.ts";
import { pyramidOf } from "./pyramid.ts";
import { regionOf } from "./region.ts";
import type { Spot } from "./search.ts";
import { secondLook } from "./second-look.ts";
import { type Suspect, sightings, suspectOf } from "./subject-region.ts";
import { type Cutout, cutoutOf } from "./template.ts";
import { findingsOf, type Verdict } from "./verdicts.ts";

/** Heights in pixels at which a scene and its references are looked at. */
export const CAST_CHECK = { sceneHeight: 360, referenceHeight: 256 } as const;
/** A figure smaller than this in the small copy of a scene cannot be told from another. */
const FIGURE_MIN_PIXELS = 36;

/** Somebody or something that should be in a scene. Places and heights are shares of the picture. */
export interface CastMember {
  key: string;
  isCharacter: boolean;
  /** Its reference at most `referenceHeight` tall. */
  picture: Pixels;
  /** 1 for each pixel of the figure, where that is known. */
  mask?: Uint8Array;
  /** Its middle, where it stands, and how tall it is. */
  asked: { x: number; y: number; height: number };
}

export interface CastQuestion {
  /** The scene, `sceneHeight` tall. */
  scene: Pixels;
  /** The same scene larger, to cut regions from; the scene itself without it. */
  large?: Pixels;
  cast: CastMember[];
  /** The reference of its place. */
  place?: Pixels | undefined;
}

/** A rectangle in shares of the picture. */
export interface CastBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface CastFinding {
  key: string;
  isCharacter: boolean;
  verdict: Verdict;
  others: string[];
  box: CastBox | null;
  coverage: number | null;
  /** Share of the figure that is seen as in its reference, 0 to 1. */
  likeness: number | null;
  /** What was seen of it, cut out of the scene along its reference's outline. */
  region: Pixels | null;
  /** The reference itself was pasted in instead of drawn anew. */
  isCopy: boolean;
  reason?: string;
}

export interface CastAnswer {
  findings: CastFinding[];
  /** Undefined where the ground cannot be told from figures. */
  extras: CastBox[] | undefined;
}

/**
 * Who is who in a scene, from pixels and references alone: every reference is looked for everywhere and at many sizes,
 * each piece of the picture goes to at most one of them, and what nobody explains is somebody else.
 */
export function checkCast({ scene, large = scene, cast, place }: CastQuestion): CastAnswer {
  const field = fieldOf(scene);
  const first = place ? foreignTo(field, place, SAME_LIGHT) : foreignToGround(scene, field);
  const pyramid = pyramidOf(field, first && standOutOf(first));
  const made = cast.map((member) => ({ member, made: suspectFor(member, scene) }));
  const suspects = made.flatMap(({ made: { suspect } }) => (suspect ? [suspect] : []));
  const { seen, light } = sightings(pyramid, suspects);
  const { findings: firstFindings, found } = findingsOf({ pyramid, suspects, seen, light });
  const foreign = place ? foreignTo(field, place, light) : first;
  const heights = found
    .filter(({ suspect, likeness }) => suspect.isCharacter && likeness >= WHOLE_LIKENESS)
    .map(({ spot }) => spot.height);
  const asked = suspects.filter(({ isCharacter }) => isCharacter).map(({ asked: { height } }) => height);
  const figureHeight = middle(heights.length > 0 ? heights : asked);
  const strangers = extrasOf({ found, seen, foreign, figureHeight });
  const second = secondLook(firstFindings, { pyramid, light, suspects, strangers: strangers ?? [] });
  const findings = second.findings;
  const extras = strangers && second.strangers;
  return {
    findings: made.flatMap(({ member, made: { suspect, reason } }): CastFinding[] => {
      const { key, isCharacter } = member;
      const nothing = {
        key,
        isCharacter,
        others: [],
        box: null,
        coverage: null,
        likeness: null,
        region: null,
        isCopy: false,
      };
      if (!suspect) return [{ ...nothing, verdict: "unmeasured", ...(reason !== undefined && { reason }) }];
      const finding = findings.find((each) => each.suspect === suspect);
      const why = finding?.reason === undefined ? {} : { reason: finding.reason };
      const sighting = finding?.sighting ?? found.find((each) => each.suspect === suspect);
      if (!sighting) return [{ ...nothing, verdict: finding?.verdict ?? "missing", ...why }];
      return [
        {
          ...{ key, isCharacter, verdict: finding?.verdict ?? "present" },
          others: (finding?.others ?? []).map((other) => other.key),
          box: boxOf(sighting.spot, scene),
          coverage: roundedScore(
            (sighting.suspect.fine.cells.length * (sighting.spot.height / sighting.suspect.fine.rows) ** 2) /
              (scene.width * scene.height),
          ),
          likeness: roundedScore(sighting.likeness),
          region: regionOf(sighting, large, large.height / scene.height) ?? null,
          isCopy: isCharacter && isCopy(sighting, field),
          ...why,
        },
      ];
    }),
    extras: extras?.map((spot) => boxOf(spot, scene)),
  };
}

function suspectFor(member: CastMember, scene: Pixels): { suspect?: Suspect; reason?: string } {
  const { key, isCharacter, picture, mask } = member;
  const asked = {
    x: member.asked.x * scene.width,
    y: member.asked.y * scene.height,
    height: member.asked.height * scene.height,
  };
  if (asked.height < FIGURE_MIN_PIXELS) return { reason: "too small in the picture to be told" };
  const cutout: Cutout | undefined = cutoutOf(picture, mask);
  if (!cutout) return { reason: "the figure does not stand out in its reference" };
  return { suspect: suspectOf({ key, isCharacter, asked }, cutout) };
}

function boxOf({ left, top, width, height }: Omit<Spot, "score">, scene: Pixels): CastBox {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return {
    x: roundedScore(x / scene.width),
    y: roundedScore(y / scene.height),
    width: roundedScore((Math.min(scene.width, left + width) - x) / scene.width),
    height: roundedScore((Math.min(scene.height, top + height) - y) / scene.height),
  };
}

function middle(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
