import * as z from "zod";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { COMPOSITE } from "../limits.ts";
import { seedSchema } from "../seed/index.ts";
import * as Subject from "../subject/index.ts";

/**
 * Where a subject stands: `x` is its middle, `y` where it touches the ground, both as shares of the picture from its
 * upper left corner.
 */
export const Position = z.strictObject({
  x: z.number().min(0, "must be inside the frame, 0 to 1").max(1, "must be inside the frame, 0 to 1"),
  y: z.number().min(0, "must be inside the frame, 0 to 1").max(1, "must be inside the frame, 0 to 1"),
});
export type Position = z.infer<typeof Position>;

/** Which way a character faces in the picture, and the azimuth at which the camera then sees it. */
export const FACINGS = {
  camera: 0,
  "half-left": 45,
  left: 90,
  away: 180,
  right: 270,
  "half-right": 315,
} as const;

export type Facing = keyof typeof FACINGS;

/** Named cameras, as degrees above eye level. */
export const CAMERAS = { "eye-level": 0, low: -15, high: 25, overhead: 60 } as const;

const scaleWords = `must be ${COMPOSITE.scaleMin} to ${COMPOSITE.scaleMax}`;
const scale = z.number().min(COMPOSITE.scaleMin, scaleWords).max(COMPOSITE.scaleMax, scaleWords).default(1);
const words = z.string().trim().min(1).max(COMPOSITE.lightingMaxChars);
const side = z.int().min(COMPOSITE.sideMinPixels).max(COMPOSITE.sideMaxPixels);
const media = idSchema("media");

const Character = z.strictObject({
  referenceId: media,
  position: Position.optional(),
  scale,
  pose: z.string().trim().min(1).max(COMPOSITE.poseMaxChars).optional(),
  facing: z.enum(Object.keys(FACINGS) as [keyof typeof FACINGS]).default("camera"),
});

const Prop = z.preprocess(
  (value) => (typeof value === "string" ? { referenceId: value } : value),
  z.strictObject({ referenceId: media, position: Position.optional(), scale }),
);

const references = z
  .strictObject({
    characters: z
      .array(Character)
      .max(COMPOSITE.charactersMax, `at most ${COMPOSITE.charactersMax} characters`)
      .default([]),
    location: media.optional(),
    props: z.array(Prop).max(COMPOSITE.propsMax, `at most ${COMPOSITE.propsMax} props`).default([]),
    style: media.optional(),
  })
  .superRefine(({ characters, location, props }, context) => {
    if (characters.length > 0 || props.length > 0 || location !== undefined) return;
    const message = "needs at least one character, prop or location";
    context.addIssue({ code: "custom", path: [], message });
  })
  .superRefine(({ characters }, context) => {
    for (const [index, { referenceId, position }] of characters.entries()) {
      const earlier = characters.slice(0, index).filter((other) => other.referenceId === referenceId);
      if (earlier.every((other) => areApart(other.position, position))) continue;
      const message = `is used before; the same reference twice needs positions at least ${COMPOSITE.apartMin} apart`;
      context.addIssue({ code: "custom", path: ["characters", index, "position"], message });
    }
  });

/** Body of `generate/composite`. Pictures are named by media ids of the same project; URLs are refused. */
export const StartInput = z.strictObject({
  description: Subject.description,
  references,
  lighting: z
    .strictObject({ description: words.optional(), direction: words.optional(), mood: words.optional() })
    .optional(),
  cameraAngle: z
    .strictObject({
      view: z.enum(Object.keys(CAMERAS) as [keyof typeof CAMERAS]).default("eye-level"),
      /** The camera walks around the scene by so many degrees, see profile-360/angles.ts. */
      azimuthDegrees: z.int().min(0).max(359).default(0),
      framing: words.optional(),
    })
    .optional(),
  resolution: z
    .strictObject({ width: side, height: side })
    .default({ width: COMPOSITE.widthDefault, height: COMPOSITE.heightDefault }),
  controlNetImages: z
    .array(media)
    .max(
      COMPOSITE.controlImagesMax,
      `at most ${COMPOSITE.controlImagesMax}: the model takes one control picture`,
    )
    .optional(),
  controlNetKind: z.enum(["pose", "depth", "canny"]).default("depth"),
  /** Draws a layout from positions and scales and lets the ControlNet model follow it. */
  drawLayout: z.boolean().default(false),
  model: z.string().max(100).optional(),
  seed: seedSchema().optional(),
  /** Contradictions between text and specifications are errors instead of warnings. */
  strict: z.boolean().default(false),
  maxAttempts: z.int().min(1).max(COMPOSITE.attemptsMax).default(COMPOSITE.attemptsDefault),
  maxCostUsd: Job.maxCostUsd.optional(),
});
export type StartInput = z.output<typeof StartInput>;

function areApart(one: Position | undefined, other: Position | undefined): boolean {
  if (!one || !other) return false;
  return Math.hypot(one.x - other.x, one.y - other.y) >= COMPOSITE.apartMin;
}
