import * as z from "zod";
import { TEXT } from "../limits.ts";

const words = z.string().trim().min(1).max(TEXT.styleMaxChars);
const hex = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, "must be a colour such as #8040c0")
  .transform((value) => value.toLowerCase());
const palette = z.array(hex).max(TEXT.paletteMax);

/** What surrounds the camera in a place or scene. */
export const Environment = z.strictObject({
  description: words,
  timeOfDay: words.optional(),
  weather: words.optional(),
  period: words.optional(),
  colorPalette: palette.optional(),
});
export type Environment = z.infer<typeof Environment>;

/** Light as a designer writes it down; the colour temperature in kelvin. */
export const Lighting = z.strictObject({
  description: words,
  direction: words.optional(),
  mood: words.optional(),
  colorTemperatureKelvin: z.int().min(1_000).max(20_000).optional(),
  colorPalette: palette.optional(),
});
export type Lighting = z.infer<typeof Lighting>;

/** How a scene is filmed; the focal length in millimetres of a full-frame camera. */
export const Camera = z.strictObject({
  angle: words.optional(),
  framing: words.optional(),
  movement: words.optional(),
  focalLengthMm: z.number().min(8).max(1_200).optional(),
});
export type Camera = z.infer<typeof Camera>;
