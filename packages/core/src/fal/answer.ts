import * as z from "zod";
import { FalError } from "./errors.ts";

/** One generated picture as FAL describes it; most fields are optional in reality, so measure the bytes. */
export interface ImageAnswer {
  /** Temporary public URL at FAL; its origin is not checked here. */
  url: string;
  width: number | null;
  height: number | null;
  contentType: string | null;
  fileBytes: number | null;
  /** A string, because seeds exceed 2^53; null where the model does not return one. */
  seed: string | null;
  /** FAL's safety checker blanked the picture: a refusal, although the request counts as successful. */
  flagged: boolean;
  inferenceMs: number | null;
}

/** What a language model answered. `error` may be set although the request succeeded. */
export interface TextAnswer {
  text: string;
  costUsd: number | null;
  error: string | null;
}

const count = z.number().int().positive().nullish().catch(null);
const Picture = z.object({
  url: z.url({ protocol: /^https?$/ }).max(4_096),
  width: count,
  height: count,
  content_type: z.string().max(100).nullish().catch(null),
  file_size: count,
});
const Pictures = z.object({
  images: z.array(Picture).optional(),
  image: Picture.optional(),
  seed: z
    .union([z.number(), z.string().regex(/^-?\d{1,25}$/)])
    .nullish()
    .catch(null),
  has_nsfw_concepts: z.array(z.boolean()).nullish().catch(null),
  timings: z.object({ inference: z.number().nonnegative() }).nullish().catch(null),
});
const Text = z.object({
  output: z.string(),
  error: z.unknown().optional(),
  usage: z
    .object({ cost: z.number().nonnegative().nullish().catch(null) })
    .nullish()
    .catch(null),
});

/**
 * The first picture of a result payload; models may return more or fewer than asked. BAD_ANSWER when there is
 * none or the payload has another shape.
 */
export function parseImageAnswer(payload: unknown): ImageAnswer {
  const parsed = Pictures.safeParse(payload);
  if (!parsed.success) throw unusable(parsed.error);
  const { images, image, seed, has_nsfw_concepts, timings } = parsed.data;
  const picture = images?.[0] ?? image;
  if (!picture) throw new FalError("BAD_ANSWER", { detail: "(no image in it)" });
  return {
    url: picture.url,
    width: picture.width ?? null,
    height: picture.height ?? null,
    contentType: picture.content_type ?? null,
    fileBytes: picture.file_size ?? null,
    seed: seed === null || seed === undefined ? null : String(seed),
    flagged: has_nsfw_concepts?.[0] ?? false,
    inferenceMs: timings ? Math.round(timings.inference * 1000) : null,
  };
}

/** The text of a language model's result payload; BAD_ANSWER when it has another shape. */
export function parseTextAnswer(payload: unknown): TextAnswer {
  const parsed = Text.safeParse(payload);
  if (!parsed.success) throw unusable(parsed.error);
  const { output, error, usage } = parsed.data;
  const problem = error === null || error === undefined || error === "" ? null : error;
  return {
    text: output,
    costUsd: usage?.cost ?? null,
    error: problem === null ? null : typeof problem === "string" ? problem : JSON.stringify(problem),
  };
}

/** Throws CONTENT_POLICY_VIOLATION for a picture that FAL's safety checker blanked. */
export function refuseFlagged(answer: ImageAnswer): void {
  if (answer.flagged) throw new FalError("CONTENT_POLICY_VIOLATION", { detail: "(the picture was blanked)" });
}

function unusable(error: z.ZodError): FalError {
  const fields = error.issues.map((issue) => issue.path.join(".") || "payload").join(", ");
  return new FalError("BAD_ANSWER", { detail: `(${fields})`, cause: error });
}
