import * as z from "zod";

/** A score from 0 to 1, or null where nothing could be measured; null is never a pass. */
const Score = z.number().min(0).max(1).nullable();

const SEVERITIES = ["critical", "high", "medium", "low"] as const;

/** Something that is wrong, and what to do about it. */
export const Issue = z.object({
  severity: z.enum(SEVERITIES),
  type: z.string(),
  /** The view it is about; absent for a comparison of single pictures. */
  angle: z.number().optional(),
  description: z.string(),
  suggestion: z.string(),
});
export type Issue = z.infer<typeof Issue>;

/** A request to the API that would help: the body of `generate/profile360`, but for the ids of master and subject. */
export const Recommendation = z.object({
  action: z.enum(["regenerate", "review"]),
  angle: z.number(),
  /** A picture to give to the model beside the master. */
  guideId: z.string().optional(),
  text: z.string(),
});
export type Recommendation = z.infer<typeof Recommendation>;

/** One view of a turnaround against the master and its neighbours. */
export const ViewReport = z.object({
  angle: z.number(),
  mediaId: z.string(),
  status: z.enum(["measured", "unmeasured"]),
  /** Why nothing could be measured. */
  unmeasuredReason: z.string().optional(),
  overall: Score,
  color: Score,
  proportion: Score,
  features: Score,
  style: Score,
  quality: Score,
  /** How much the view stands out among the others, 0 and more. */
  suspicion: z.number(),
  angleVerdict: z.object({ verdict: z.string(), confidence: z.number() }),
  passed: z.boolean(),
  reasons: z.array(z.string()),
});
export type ViewReport = z.infer<typeof ViewReport>;

/** What is known of the likeness within a turnaround; kept on its collection. */
export const SetReport = z.object({
  status: z.enum(["measured", "unmeasured"]),
  method: z.string(),
  version: z.string(),
  threshold: z.number(),
  overallScore: Score,
  colorConsistency: Score,
  proportionConsistency: Score,
  featureConsistency: Score,
  styleConsistency: Score,
  views: z.array(ViewReport),
  /** The view that fits least, and in which respect. */
  worst: z.object({ angle: z.number(), mediaId: z.string(), reason: z.string() }).optional(),
  issues: z.array(Issue),
  recommendations: z.array(Recommendation),
  evidence: z.object({ imageUrl: z.string(), dataUrl: z.string() }).optional(),
});
export type SetReport = z.infer<typeof SetReport>;
