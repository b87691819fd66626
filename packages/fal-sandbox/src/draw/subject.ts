import * as z from "zod";

const Color = z.string().regex(/^#[0-9a-f]{6}$/);
const Side = z.enum(["left", "right"]);

const Garment = z.strictObject({
  part: z.enum(["top", "over", "bottom", "feet", "head", "neck", "back", "waist", "hands", "eyes", "front"]),
  kind: z.string(),
  color: Color,
  trim: Color,
});

const Mark = z.strictObject({ kind: z.string(), side: Side, color: Color });

const Character = z.strictObject({
  type: z.literal("character"),
  summary: z.string(),
  creature: z.string(),
  age: z.enum(["child", "teen", "adult", "elder"]),
  build: z.strictObject({
    height: z.number(),
    girth: z.number(),
    head: z.number(),
    legs: z.number(),
    shoulders: z.number(),
  }),
  skin: Color,
  fur: Color,
  eyes: Color,
  hair: z.strictObject({ style: z.string(), color: Color, part: Side }),
  beard: z.strictObject({ style: z.string(), color: Color }).optional(),
  face: z.strictObject({
    eyeSize: z.number(),
    eyeGap: z.number(),
    brow: z.number(),
    mouth: z.number(),
    nose: z.number(),
    freckles: z.boolean(),
  }),
  garments: z.array(Garment),
  marks: z.array(Mark),
  emblem: z.string(),
});

const Prop = z.strictObject({
  type: z.literal("prop"),
  summary: z.string(),
  kind: z.string(),
  color: Color,
  second: Color,
  accent: Color,
  girth: z.number(),
  height: z.number(),
  details: z.number().int(),
  markSide: Side,
});

const Location = z.strictObject({
  type: z.literal("location"),
  summary: z.string(),
  kind: z.string(),
  time: z.enum(["morning", "day", "evening", "night"]),
  weather: z.enum(["clear", "cloudy", "snow"]),
  main: Color,
  second: Color,
  accent: Color,
  seed: z.string(),
});

/** Everything that decides how one thing looks from any side; nothing about a single picture of it. */
export const Subject = z.discriminatedUnion("type", [Character, Prop, Location]);
export type Subject = z.infer<typeof Subject>;
/** A figure. */
export type Character = z.infer<typeof Character>;
/** A thing that can be turned around. */
export type Prop = z.infer<typeof Prop>;
/** A place around the viewer. */
export type Location = z.infer<typeof Location>;
/** One piece of clothing and where it is worn. */
export type Garment = z.infer<typeof Garment>;
/** Something worn or borne on one side only. */
export type Mark = z.infer<typeof Mark>;
/** The figure's own left or right. */
export type Side = z.infer<typeof Side>;

/** 1 for the figure's own left, -1 for its own right: the sign of x. */
export function sideSign(side: Side): 1 | -1 {
  return side === "left" ? 1 : -1;
}

/** The garment worn on a part of the body, if any. */
export function worn({ garments }: Character, part: Garment["part"]): Garment | undefined {
  return garments.find((garment) => garment.part === part);
}

/** The marks of a kind, on either side. */
export function marksOf({ marks }: Character, kind: string): readonly Mark[] {
  return marks.filter((mark) => mark.kind === kind);
}
