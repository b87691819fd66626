import * as z from "zod";

/** A rectangle in shares of the picture, from its upper left corner. */
export const Box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Box = z.infer<typeof Box>;

const VERDICTS = ["present", "missing", "swapped", "merged", "attribute-bleed", "unmeasured"] as const;

/** What became of one character. `others` are the keys of whoever it was swapped or merged with, or bled from. */
export const Figure = z.object({
  key: z.string(),
  verdict: z.enum(VERDICTS),
  others: z.array(z.string()),
  /** Where it was found; null when it was not. */
  box: Box.nullable(),
  /** Share of the picture it covers; null when it was not found. */
  coverage: z.number().nullable(),
  /** Likeness to its reference on the region found, 0-1; null when it was not measured. */
  score: z.number().nullable(),
  /** The region found against the reference by the consistency module, 0-1 with 0.7 as the working point. */
  consistency: z
    .object({ color: z.number().nullable(), features: z.number().nullable() })
    .nullable()
    .default(null),
  /** The reference itself was pasted in. */
  isCopy: z.boolean(),
  /** A thing, not a character: where it was found, without judgement. */
  isProp: z.boolean(),
  /** Why it could not be told, or what was seen. */
  reason: z.string().optional(),
});
export type Figure = z.infer<typeof Figure>;

/** Who is who in one picture. `extras` is null where it cannot be told whether somebody else is there. */
export const CastReport = z.object({
  figures: z.array(Figure),
  extras: z.array(Box).nullable(),
  /** Why extras could not be told. */
  reason: z.string().optional(),
});
export type CastReport = z.infer<typeof CastReport>;

/** How many things are wrong with a cast; what was not measured counts as nothing. */
export function faultsOf({ figures, extras }: CastReport): number {
  return figures.filter(isWrong).length + (extras?.length ?? 0);
}

/** Whether something is wrong with a character; props are only looked for. */
export function isWrong({ verdict, isCopy, isProp }: Figure): boolean {
  return !isProp && (isCopy || (verdict !== "present" && verdict !== "unmeasured"));
}

/** The mean of the scores that were measured; null when none was. */
export function meanScore({ figures }: CastReport): number | null {
  const scores = figures.flatMap(({ score, isProp }) => (score === null || isProp ? [] : [score]));
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
