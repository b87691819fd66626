import * as z from "zod";
import * as Collection from "../collection/index.ts";
import {
  CHECK_TYPES,
  type CheckType,
  type Comparison,
  compare,
  DIMENSIONS,
  type Dimension,
  passed,
  type Score,
} from "../consistency/index.ts";
import { inputError } from "../errors.ts";
import { featuresOf } from "../features/index.ts";
import { idSchema } from "../ids.ts";
import { VERIFY } from "../limits.ts";
import * as Media from "../media/index.ts";
import { roundedScore } from "../score.ts";
import { keepVerification } from "./keep.ts";
import { lockCheck, withLock } from "./lock.ts";
import type { Issue } from "./record.ts";

/** Body of `verify/consistency`: one picture against a picture, a master reference or a collection. */
export const VerifyInput = z.strictObject({
  newImageId: idSchema("media"),
  /** A picture, a master reference or a collection of the same project. */
  referenceSetId: z.union([idSchema("media"), idSchema("collection")], {
    error: "must be an image, a master reference (med_…) or a collection (col_…)",
  }),
  checkType: z.enum(CHECK_TYPES).default("all"),
  threshold: z.number().min(0).max(1).default(VERIFY.threshold),
});
export type VerifyInput = z.output<typeof VerifyInput>;

export interface Check {
  /** `lock`: what is written down of the subject, against what was measured. */
  type: Dimension | "overall" | "lock";
  status: "measured" | "unmeasured";
  /** Null where nothing could be measured, which is never a pass. */
  score: number | null;
  passed: boolean;
  details: string;
  issues: Issue[];
}

export interface Verification {
  passed: boolean;
  status: "measured" | "unmeasured";
  overallConsistency: number | null;
  checks: Check[];
  recommendations: string[];
  threshold: number;
  method: string;
  version: string;
  /** `scene` as soon as one of the pictures is a scene. */
  background: "plain" | "scene";
  coverage: { image: number; reference: number };
  /** The picture that it was compared with most closely. */
  comparedWith: string;
}

/** A verification, and the node of the graph that keeps it. */
export type Reported = Verification & { reportId: string };

/** One picture against a reference set of the same project, kept as a report. Does not check the caller. */
export async function verify(projectId: string, input: VerifyInput): Promise<Reported> {
  const image = await Media.fromId(projectId, input.newImageId);
  const likeness = await verificationOf(image, input);
  const lock = input.checkType === "all" ? await lockCheck(image, angleOf(image)) : undefined;
  const verification = lock ? withLock(likeness, lock) : likeness;
  return { ...verification, reportId: await keepVerification(projectId, input, verification) };
}

async function verificationOf(image: Media.Info, input: VerifyInput): Promise<Verification> {
  const { projectId } = image;
  const { referenceSetId, checkType, threshold } = input;
  if (referenceSetId.startsWith("med_")) {
    const reference = await Media.fromId(projectId, referenceSetId);
    return between(image, reference, { checkTypes: [checkType], threshold });
  }
  return againstSet(image, await Collection.fromId(projectId, referenceSetId), input);
}

const CompareOptions = z.strictObject({
  checkTypes: z.array(z.enum(CHECK_TYPES)).min(1).default(["all"]),
  threshold: VerifyInput.shape.threshold,
});

/**
 * Two pictures of one project, in one or several respects; `all` stands for what `verify` checks by default. Throws
 * for no check at all, which would pass anything. Does not check the caller.
 */
export async function compareImages(
  projectId: string,
  [imageId1, imageId2]: readonly [string, string],
  options: z.input<typeof CompareOptions> = {},
): Promise<Verification> {
  const { checkTypes, threshold } = CompareOptions.parse(options);
  const one = await Media.fromId(projectId, imageId1);
  const other = await Media.fromId(projectId, imageId2);
  return between(one, other, { checkTypes, threshold });
}

interface Asked {
  checkTypes: CheckType[];
  threshold: number;
}

async function between(image: Media.Info, reference: Media.Info, asked: Asked): Promise<Verification> {
  const [a, b] = await Promise.all([featuresOf(image), featuresOf(reference)]);
  const comparison = compare(a, b, { angleA: angleOf(image), angleB: angleOf(reference) });
  return answer(comparison, { ...asked, comparedWith: reference.mediaId });
}

/** The closest witnesses of a collection: its nearest views, by the angle where it is known, else by likeness. */
async function againstSet(
  image: Media.Info,
  collection: Collection.Info,
  { checkType, threshold }: VerifyInput,
): Promise<Verification> {
  const ids = Object.values(collection.mediaIds).filter((mediaId) => mediaId !== image.mediaId);
  const views = await Media.fromIds(collection.projectId, ids);
  if (views.length === 0) {
    const message = "has no other picture to compare with";
    throw inputError("verify.empty-collection", [{ field: "referenceSetId", message }]);
  }
  const features = await featuresOf(image);
  const angleA = angleOf(image);
  const compared = await Promise.all(
    views.map(async (view) => ({
      view,
      comparison: compare(features, await featuresOf(view), { angleA, angleB: angleOf(view) }),
    })),
  );
  const closest = compared.sort(
    (one, other) =>
      (one.comparison.angleGap ?? 0) - (other.comparison.angleGap ?? 0) ||
      other.comparison.raw.overall - one.comparison.raw.overall,
  )[0];
  if (!closest) throw new Error("a collection with views has a closest one");
  return answer(closest.comparison, {
    checkTypes: [checkType],
    threshold,
    comparedWith: closest.view.mediaId,
  });
}

/** A master is drawn from the front. */
function angleOf({ angle, imageType }: Media.Info): number | undefined {
  return angle ?? (imageType === "master-reference" ? 0 : undefined);
}

function answer(
  comparison: Comparison,
  { checkTypes, threshold, comparedWith }: Asked & { comparedWith: string },
): Verification {
  const isAll = checkTypes.includes("all");
  const dimensions = isAll ? [...DIMENSIONS] : DIMENSIONS.filter((name) => checkTypes.includes(name));
  const checks = dimensions.map((name) => checkOf(name, comparison[name], threshold));
  const { overall, coverage, background, method, version } = comparison;
  const hasPassed = checkTypes.every((type) => passed(comparison, type, threshold));
  return {
    passed: hasPassed,
    status: checks.every(({ status }) => status === "unmeasured") ? "unmeasured" : "measured",
    overallConsistency: overall.status === "measured" ? roundedScore(overall.score) : null,
    checks,
    recommendations: recommendationsFor(checks, hasPassed),
    ...{ threshold, method, version, background },
    coverage: { image: roundedScore(coverage.a), reference: roundedScore(coverage.b) },
    comparedWith,
  };
}

function checkOf(type: Dimension, result: Score, threshold: number): Check {
  if (result.status === "unmeasured") {
    const why = result.reason.replaceAll("-", " ");
    return {
      type,
      status: "unmeasured",
      score: null,
      passed: false,
      details: `Not measured: ${why}.`,
      issues: [],
    };
  }
  const score = roundedScore(result.score);
  const isGood = result.score >= threshold;
  const details = `${LABELS[type]} ${isGood ? "agrees" : "differs"}: ${score.toFixed(2)} of ${threshold} needed.`;
  return {
    type,
    status: "measured",
    score,
    passed: isGood,
    details,
    issues: isGood ? [] : [issueOf(type, score)],
  };
}

const LABELS: Record<Dimension, string> = {
  color: "The palette",
  proportion: "The outline",
  features: "What is worn and carried",
  style: "The way of drawing",
};

const SUGGESTIONS: Record<Dimension, string> = {
  color: "Draw it again with the reference and name the colours.",
  proportion: "Compare from the same angle; draw it again with the reference.",
  features: "Draw it again with a second reference that shows this side.",
  style: "Draw it again with the model that drew the reference.",
};

function issueOf(type: Dimension, score: number): Issue {
  return {
    severity: score < VERIFY.criticalBelow ? "critical" : "high",
    type,
    description: `${LABELS[type]} differs from the reference.`,
    suggestion: SUGGESTIONS[type],
  };
}

function recommendationsFor(checks: readonly Check[], hasPassed: boolean): string[] {
  const measured = checks.filter(({ status }) => status === "measured");
  if (measured.length === 0) return ["Nothing could be measured: look at the picture and review it by hand."];
  if (hasPassed) return [];
  const suggested = measured.flatMap(({ issues }) => issues.map(({ suggestion }) => suggestion));
  return suggested.length > 0 ? [...new Set(suggested)] : ["Look at the picture and review it by hand."];
}
