import * as z from "zod";
import { idSchema } from "../ids.ts";
import { SUBJECT, TEXT } from "../limits.ts";
import { Camera, Environment, Lighting } from "./design.ts";

/** What can be drawn as a reference. */
export const SUBJECT_TYPES = ["character", "location", "prop"] as const;
export const SubjectType = z.enum(SUBJECT_TYPES);
export type SubjectType = z.infer<typeof SubjectType>;

/** Everything a production is planned by: what can be drawn, the styles it is drawn in, and the scenes. */
export const SUBJECT_KINDS = [...SUBJECT_TYPES, "style", "scene"] as const;
export const SubjectKind = z.enum(SUBJECT_KINDS);
export type SubjectKind = z.infer<typeof SubjectKind>;

export const name = z.string().trim().min(1).max(TEXT.nameMaxChars);
export const description = z.string().trim().min(1).max(TEXT.descriptionMaxChars);
export const style = z.string().trim().min(1).max(TEXT.styleMaxChars);

/** Fields of some kinds only; `cast` are the characters and props of a scene. */
export const DESIGN_FIELDS = {
  styleId: idSchema("subject"),
  environment: Environment,
  lighting: Lighting,
  camera: Camera,
  locationId: idSchema("subject"),
  cast: z.array(idSchema("subject")).max(SUBJECT.castMax),
} as const;
export type DesignField = keyof typeof DESIGN_FIELDS;

/** Which kind has which of them. */
export const FIELDS_OF: Record<SubjectKind, readonly DesignField[]> = {
  character: ["styleId"],
  prop: ["styleId"],
  location: ["styleId", "environment", "lighting"],
  style: ["styleId", "lighting"],
  scene: ["styleId", "environment", "lighting", "camera", "locationId", "cast"],
};

/** A subject as the API shows it. `version` counts what people changed; a change must name the one it is based on. */
export const Info = z.object({
  subjectId: z.string(),
  projectId: z.string(),
  type: SubjectKind,
  name: z.string(),
  description: z.string(),
  style: z.string().optional(),
  styleId: z.string().optional(),
  environment: Environment.optional(),
  lighting: Lighting.optional(),
  camera: Camera.optional(),
  locationId: z.string().optional(),
  cast: z.array(z.string()).optional(),
  currentMasterId: z.string().optional(),
  currentProfileId: z.string().optional(),
  version: z.number().default(1),
  createdAt: z.string(),
  updatedAt: z.string().optional(),
});
export type Info = z.infer<typeof Info>;

/** A subject that can be drawn. */
export type Drawable = Info & { type: SubjectType };

/** Body of a new subject. */
export const CreateInput = z.strictObject({
  type: SubjectKind,
  name,
  description,
  style: style.optional(),
  ...optional(DESIGN_FIELDS),
});
export type CreateInput = z.output<typeof CreateInput>;

/** Body of a change: what is left out stays, null removes. */
export const UpdateInput = z.strictObject({
  version: z.int().min(1),
  name: name.optional(),
  description: description.optional(),
  style: style.nullable().optional(),
  ...nullable(DESIGN_FIELDS),
});
export type UpdateInput = z.output<typeof UpdateInput>;

type Optional<F extends Record<string, z.ZodType>> = { [K in keyof F]: z.ZodOptional<F[K]> };
type Nullable<F extends Record<string, z.ZodType>> = { [K in keyof F]: z.ZodOptional<z.ZodNullable<F[K]>> };

function optional<F extends Record<string, z.ZodType>>(fields: F): Optional<F> {
  const entries = Object.entries(fields).map(([field, schema]) => [field, schema.optional()]);
  return Object.fromEntries(entries) as Optional<F>;
}

function nullable<F extends Record<string, z.ZodType>>(fields: F): Nullable<F> {
  const entries = Object.entries(fields).map(([field, schema]) => [field, schema.nullable().optional()]);
  return Object.fromEntries(entries) as Nullable<F>;
}
