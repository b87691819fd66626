import * as z from "zod";
import { jsonIn } from "../model-json.ts";

const hex = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/)
  .transform((value) => value.toLowerCase());
const words = z.string().trim().min(1).max(500);
/** A field that the model got wrong is left out rather than failing the whole description. */
const lenient = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

const CostumeItem = z.object({ part: words, description: words, color: lenient(hex) });
/** An asymmetric mark; `side` is the subject's own side, not the picture's. */
const CostumeMark = z.object({ description: words, side: z.enum(["left", "right"]), color: lenient(hex) });

/** What a subject looks like, as read from its master reference; colours are `#rrggbb`. */
export const VisualSpecifications = z.object({
  faceStructure: lenient(words),
  eyeColor: lenient(hex),
  hairColor: lenient(hex),
  hairStyle: lenient(words),
  skinTone: lenient(hex),
  bodyType: lenient(words),
  height: lenient(words),
  costume: lenient(
    z.object({
      description: words,
      items: z.array(CostumeItem).max(20).default([]),
      marks: z.array(CostumeMark).max(10).default([]),
    }),
  ),
  environment: lenient(words),
  lighting: lenient(z.object({ description: words, direction: lenient(words), mood: lenient(words) })),
  colorPalette: lenient(z.array(hex).max(12)),
  artStyle: lenient(words),
  technicalSpecs: lenient(
    z.object({ view: lenient(words), framing: lenient(words), background: lenient(words) }),
  ),
});
export type VisualSpecifications = z.infer<typeof VisualSpecifications>;

/** The vision model's answer as specifications, with or without code fences; undefined when it is not one JSON object. */
export function parseSpecifications(text: string): VisualSpecifications | undefined {
  const { success, data } = VisualSpecifications.safeParse(jsonIn(text));
  const isEmpty = success && Object.values(data).every((value) => value === undefined);
  return success && !isEmpty ? data : undefined;
}

export const DESCRIBE_SYSTEM_PROMPT = [
  "You read the visual specification of one subject from its reference picture.",
  "Answer with one JSON object and nothing else. Colours are #rrggbb as seen in the picture.",
  "Fields (leave out what does not apply): faceStructure, eyeColor, hairColor, hairStyle, skinTone, bodyType, height,",
  'costume {description, items [{part, description, color}], marks [{description, side "left"|"right", color}]},',
  "environment, lighting {description, direction, mood}, colorPalette [colours, most important first], artStyle,",
  "technicalSpecs {view, framing, background}.",
  "A mark is anything on one side only; its side is the subject's own side, not the picture's.",
].join(" ");

/** The question that goes with the picture; a repair says what was wrong with the first answer. */
export function describePrompt(isRepair: boolean): string {
  const question = "Read the visual specification of the subject in this picture.";
  return isRepair
    ? `${question} Your last answer was not one valid JSON object: answer with the object only.`
    : question;
}
