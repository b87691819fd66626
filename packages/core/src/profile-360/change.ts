import { guideFor } from "../verification/index.ts";
import { otherModel } from "./model.ts";
import type { StartInput } from "./start.ts";

/** How an attempt differs from the first one of its angle. A new seed comes with every round. */
export interface Change {
  kind: "seed" | "guide" | "model";
  /** A second picture of the subject, and the camera azimuth it shows where that is known. */
  guide?: { mediaId: string; angle?: number };
}

interface KnownView {
  angle: number;
  mediaId: string;
  passed: boolean;
}

/**
 * What to do differently in a round of repairs: first another seed; then a good neighbour, or the back view for views
 * from behind, as second reference; then another model. A guide the caller named is kept. Pure.
 */
export function changeFor(
  { round, angle }: { round: number; angle: number },
  { input, views }: { input: StartInput; views: readonly KnownView[] },
): Change {
  if (round <= 1) return guideChange(input) ?? { kind: "seed" };
  if (round % 2 === 1) return { kind: "model" };
  const guide = guideFor(angle, views);
  return guide ? { kind: "guide", guide: { mediaId: guide.mediaId, angle: guide.angle } } : { kind: "model" };
}

/** The plan of an attempt for which the caller named a second picture. */
export function guideChange({ guideId }: StartInput): Change | undefined {
  return guideId === undefined ? undefined : { kind: "guide", guide: { mediaId: guideId } };
}

/** The request as this attempt sees it: text alone gives way to the reference, one model to another. */
export function changedInput(input: StartInput, change: Change | undefined): StartInput {
  if (change === undefined || change.kind === "seed") return input;
  if (input.strategy === "locked-seed") return { ...input, strategy: "reference", model: undefined };
  return change.kind === "model" ? { ...input, model: otherModel(input).id } : input;
}
