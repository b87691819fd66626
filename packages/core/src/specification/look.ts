import * as z from "zod";
import { SPECIFICATION, TEXT } from "../limits.ts";

const words = z.string().trim().min(1).max(TEXT.styleMaxChars);
const hex = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, "must be a colour such as #8040c0")
  .transform((value) => value.toLowerCase());

/** The colour of one part, such as hair or cape. */
const Part = z.strictObject({ part: words, hex });

/** Something on one side only; the side is the subject's own, never the picture's. */
const Mark = z.strictObject({ description: words, side: z.enum(["left", "right"]), hex: hex.optional() });

/** What is worn in one state of the story; the first is the usual one. */
const Costume = z.strictObject({
  state: words,
  description: words,
  parts: z.array(Part).max(SPECIFICATION.partsMax).default([]),
});

/** The look that is locked: what every later picture of a subject must keep, as a machine can check it. */
export const Look = z.strictObject({
  parts: z.array(Part).max(SPECIFICATION.partsMax).default([]),
  /** How many heads tall the figure stands. */
  headRatio: z.number().min(SPECIFICATION.headRatioMin).max(SPECIFICATION.headRatioMax).optional(),
  marks: z.array(Mark).max(SPECIFICATION.marksMax).default([]),
  costumes: z.array(Costume).max(SPECIFICATION.costumesMax).default([]),
  colorPalette: z.array(hex).max(TEXT.paletteMax).default([]),
  artStyle: words.optional(),
});
export type Look = z.output<typeof Look>;

/** What the vision model read from a master reference, as far as a lock is made of it. */
export interface Described {
  eyeColor?: string | undefined;
  hairColor?: string | undefined;
  skinTone?: string | undefined;
  artStyle?: string | undefined;
  costume?:
    | {
        description: string;
        items: Array<{ part: string; color?: string | undefined }>;
        marks: Array<{ description: string; side: "left" | "right"; color?: string | undefined }>;
      }
    | undefined;
}

/** What was measured from its pixels, which a model cannot get wrong. */
export interface Measured {
  colorPalette: string[];
  headRatio?: number | undefined;
}

/** A lock from what was described and measured. Pure; what was not seen is left out, never guessed. */
export function lookOf(described: Described, measured: Measured): Look {
  const { eyeColor, hairColor, skinTone, costume, artStyle } = described;
  const body = { eyes: eyeColor, hair: hairColor, skin: skinTone };
  const worn = (costume?.items ?? []).flatMap(({ part, color }) => (color ? [{ part, hex: color }] : []));
  const seen = Object.entries(body).flatMap(([part, color]) => (color ? [{ part, hex: color }] : []));
  return Look.parse({
    parts: [...seen, ...worn].slice(0, SPECIFICATION.partsMax),
    ...(measured.headRatio !== undefined && { headRatio: measured.headRatio }),
    marks: (costume?.marks ?? [])
      .slice(0, SPECIFICATION.marksMax)
      .map(({ description, side, color }) => ({ description, side, ...(color && { hex: color }) })),
    costumes: costume ? [{ state: "default", description: costume.description, parts: worn }] : [],
    colorPalette: measured.colorPalette.slice(0, TEXT.paletteMax),
    ...(artStyle && { artStyle }),
  });
}

/**
 * A lock as words for a prompt of a view at a camera azimuth in degrees. Sides are the subject's own, with where that
 * is in the picture: models take a bare "left" for either.
 */
export function lookWords({ parts, marks, headRatio }: Look, azimuthDegrees = 0): string {
  const colours = parts.map(({ part, hex: colour }) => `${part} ${colour}`);
  const sided = marks.map(({ description, side, hex: colour }) => {
    const tint = colour ? ` (${colour})` : "";
    return `${description}${tint} on the subject's own ${side}, ${placeWords(side, azimuthDegrees)}`;
  });
  const height = headRatio === undefined ? [] : [`${headRatio} heads tall`];
  return [...colours, ...sided, ...height].join(", ");
}

/** From this share of a full side view on, what is on that side faces the camera or is hidden. */
const SIDEWAYS = 0.9;

/** Where one of the subject's own sides is in a picture; the camera walks to its own right. */
function placeWords(side: "left" | "right", azimuthDegrees: number): string {
  const sign = side === "left" ? 1 : -1;
  const turn = (azimuthDegrees * Math.PI) / 180;
  const towardsCamera = sign * Math.sin(turn);
  if (towardsCamera > SIDEWAYS) return "on the side that faces the camera";
  if (towardsCamera < -SIDEWAYS) return "on the far side, hidden";
  const edge = sign * Math.cos(turn) > 0 ? "right" : "left";
  const behind = Math.cos(turn) < 0 ? ", as far as it is seen from behind" : "";
  return `towards the ${edge} edge of the picture${behind}`;
}
