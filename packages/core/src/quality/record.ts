import * as z from "zod";

/** One colour that was asked for: its word and how it is painted, `#rrggbb`. */
export interface AskedColor {
  word: string;
  hex: string;
}

/** The quality of one picture as it is kept and shown: 0 (unusable) to 1, and its parts likewise. */
export const QualityRecord = z.object({
  score: z.number().min(0).max(1),
  parts: z.object({
    sharpness: z.number(),
    exposure: z.number(),
    framing: z.number(),
    backdrop: z.number(),
    artefacts: z.number(),
  }),
  /** What is wrong, in words; empty for a good picture. */
  faults: z.array(z.string()),
  /** How well the colours that were asked for are there, 0 to 1; absent where none was asked for. */
  colors: z.object({ match: z.number(), missing: z.array(z.string()) }).optional(),
});
export type Quality = z.infer<typeof QualityRecord>;
