import * as z from "zod";
import { OPINION, TEXT } from "../limits.ts";
import { jsonIn } from "../model-json.ts";

const words = z.string().trim().min(1).max(TEXT.styleMaxChars);

/** One thing that is not alike: the part, and how each picture shows it. */
const Difference = z.object({ part: words, image: words, reference: words });

/** What a vision model sees in two pictures: every difference first, the verdict from them. */
export const SeenByModel = z.object({
  differences: z.array(Difference).max(OPINION.differencesMax),
  verdict: z.enum(["same", "different", "unsure"]),
});
export type SeenByModel = z.infer<typeof SeenByModel>;

/** The vision model's answer, with or without code fences; undefined when it is not one such JSON object. */
export function parseOpinion(text: string): SeenByModel | undefined {
  return SeenByModel.safeParse(jsonIn(text)).data;
}
