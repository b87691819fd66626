import { labImage, onWhite, type Pixels, shrink, splitSubject } from "../images/index.ts";
import { QUALITY } from "../limits.ts";
import { roundedScore } from "../score.ts";
import { matchColors } from "./asked-colors.ts";
import { busyBackdrop } from "./backdrop.ts";
import { blockiness } from "./blocks.ts";
import { cutShare } from "./border.ts";
import { exposureOf } from "./exposure.ts";
import { noiseOf } from "./noise.ts";
import { gradients, lumaOf } from "./plane.ts";
import type { AskedColor, Quality } from "./record.ts";
import { edgeLoss } from "./sharpness.ts";

const PARTS = ["sharpness", "exposure", "framing", "backdrop", "artefacts"] as const;
export type QualityPart = (typeof PARTS)[number];
/** What a place or a scene is judged by: it has no backdrop, and nothing in it must be whole. */
export const SCENE_PARTS = ["sharpness", "exposure", "artefacts"] as const satisfies readonly QualityPart[];

export interface Expectations {
  /** False for places and scenes, which have no plain backdrop and no whole figure. */
  expectsBackdrop?: boolean;
  /** Colours that the figure was to have. */
  asked?: readonly AskedColor[];
}

/**
 * How good a picture is as a picture, whatever it shows: in focus, rightly exposed, whole, before a plain backdrop,
 * free of noise and compression blocks; and beside the score, how far the colours that were asked for are there.
 */
export async function assessQuality(
  pixels: Pixels,
  { expectsBackdrop = true, asked = [] }: Expectations = {},
): Promise<Quality> {
  const side = QUALITY.sidePixels;
  const work = await shrink(pixels, { width: side, height: side, fit: "inside" });
  const coarseSide = QUALITY.maskSidePixels;
  const small = await shrink(work, { width: coarseSide, height: coarseSide, fit: "inside" });
  const luma = lumaOf(work);
  const edges = gradients(luma);
  const lab = labImage({ rgb: onWhite(small), width: small.width, height: small.height });
  const split = splitSubject(lab);
  const isFigure = enlarged(split.isSubject, small, work);
  const light = exposureOf(work, { luma, isFigure });
  const cut = expectsBackdrop ? cutShare(lab) : undefined;
  const busy = expectsBackdrop ? busyBackdrop(edges, isFigure) : 0;
  const noise = noiseOf(luma);
  const blocks = blockiness(pixels);
  const judged = verdict(expectsBackdrop ? PARTS : SCENE_PARTS, {
    sharpness: [rising(edgeLoss(luma, edges), QUALITY.edgeLoss), "out of focus"],
    exposure: lower(
      [falling(light.clippedHigh, QUALITY.clippedShare), "over-exposed"],
      [rising(light.brightest, QUALITY.brightest), "under-exposed"],
    ),
    framing: [cut === undefined ? 1 : falling(cut, QUALITY.cutShare), "cut off by the frame"],
    // Noise is drawing everywhere; it is counted where it belongs.
    backdrop: [
      noise > QUALITY.noise.worst ? 1 : falling(busy, QUALITY.busyShare),
      "not before a plain backdrop",
    ],
    artefacts: lower(
      [falling(noise, QUALITY.noise), "noisy"],
      [falling(blocks, QUALITY.blockiness), "crushed by compression"],
    ),
  });
  if (asked.length === 0) return judged;
  return { ...judged, colors: matchColors(lab, { isFigure: split.isSubject, asked }) };
}

type Judged = [score: number, fault: string];

/** The score is drawn towards the worst part: nothing makes up for a blurred picture. */
function verdict(counted: readonly QualityPart[], judged: Record<QualityPart, Judged>): Quality {
  const scores = counted.map((part) => judged[part][0]);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const score = Math.min(...scores) * (1 - QUALITY.meanShare) + mean * QUALITY.meanShare;
  return {
    score: roundedScore(score),
    parts: {
      sharpness: roundedScore(judged.sharpness[0]),
      exposure: roundedScore(judged.exposure[0]),
      framing: roundedScore(judged.framing[0]),
      backdrop: roundedScore(judged.backdrop[0]),
      artefacts: roundedScore(judged.artefacts[0]),
    },
    faults: PARTS.filter((part) => judged[part][0] < QUALITY.faultBelow).map((part) => judged[part][1]),
  };
}

interface Ramp {
  worst: number;
  best: number;
}

function rising(value: number, { worst, best }: Ramp): number {
  return unit((value - worst) / (best - worst));
}

function falling(value: number, { worst, best }: Ramp): number {
  return unit((worst - value) / (worst - best));
}

function lower(one: Judged, other: Judged): Judged {
  return one[0] <= other[0] ? one : other;
}

function unit(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}

function enlarged(mask: Uint8Array, from: Pixels, to: Pixels): Uint8Array {
  const larger = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = Math.min(from.height - 1, Math.floor((y * from.height) / to.height)) * from.width;
    for (let x = 0; x < to.width; x++) {
      larger[y * to.width + x] =
        mask[row + Math.min(from.width - 1, Math.floor((x * from.width) / to.width))] ?? 0;
    }
  }
  return larger;
}
