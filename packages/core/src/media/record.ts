import * as z from "zod";
import { ImageType } from "../image-type.ts";
import { TEXT } from "../limits.ts";
import { QualityRecord } from "../quality/index.ts";

/** A thumbnail beside the picture; `key` is its object, `width` and `height` are pixels. */
export const Thumbnail = z.object({
  key: z.string(),
  url: z.string(),
  width: z.number(),
  height: z.number(),
});

/** What could be measured of the pixels when the picture was stored; no judgement of taste. */
export const Measures = z.object({
  isBlank: z.boolean(),
  brightness: z.number(),
  contrast: z.number(),
  perceptualHash: z.string(),
  palette: z.array(z.object({ hex: z.string(), share: z.number() })),
  /** How many heads tall the figure stands, where a neck could be seen. */
  headRatio: z.number().optional(),
});
export type Measures = z.infer<typeof Measures>;

/** How good the picture is as a picture, 0 to 1, with its parts; rows from before it was measured say so. */
export const Quality = z.discriminatedUnion("status", [
  QualityRecord.extend({ status: z.literal("measured") }),
  z.object({ status: z.literal("not-measured"), score: z.null() }),
]);
export type Quality = z.infer<typeof Quality>;

/** A person's verdict on a picture. */
export const Review = z.object({
  verdict: z.enum(["approved", "rejected"]),
  note: z.string().optional(),
  by: z.string(),
  at: z.string(),
});
export type Review = z.infer<typeof Review>;

/** What a person says about a picture; a repeated one replaces the one before. */
export const ReviewInput = z.strictObject({
  verdict: z.enum(["approved", "rejected"]),
  note: z.string().trim().max(TEXT.noteMaxChars).optional(),
});

/** A stored picture. `sha256` is of the stored bytes; `seed` is text because providers' seeds exceed 2^53. */
export const Info = z.object({
  mediaId: z.string(),
  projectId: z.string(),
  subjectId: z.string().optional(),
  imageType: ImageType,
  state: z.enum(["intermediate", "kept", "replaced"]),
  key: z.string(),
  url: z.string(),
  thumbnails: z.array(Thumbnail),
  thumbhash: z.string(),
  width: z.number(),
  height: z.number(),
  bytes: z.number(),
  /** The picture and its thumbnails, as the project's `usedBytes` counts them. */
  storedBytes: z.number().optional(),
  sha256: z.string(),
  contentType: z.string(),
  angle: z.number().optional(),
  model: z.string(),
  prompt: z.string(),
  seed: z.string().optional(),
  steps: z.number().optional(),
  guidanceScale: z.number().optional(),
  requestId: z.string().optional(),
  jobId: z.string(),
  generationId: z.string(),
  references: z.array(z.string()),
  measures: Measures,
  quality: Quality,
  /** What a person said about it; never changes what was measured. */
  review: Review.optional(),
  specifications: z.record(z.string(), z.unknown()).optional(),
  /** Composite shots: what the cast check found, see composite-shot/report.ts. */
  cast: z.record(z.string(), z.unknown()).optional(),
  /** Composite shots: the job that makes it anew, and the master version it does so for. */
  remade: z.object({ masterId: z.string(), jobId: z.string() }).optional(),
  costMicroUsd: z.number(),
  createdAt: z.string(),
});
export type Info = z.infer<typeof Info>;
