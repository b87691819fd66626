import * as z from "zod";

/** What a comparison is fused from: `parts` looks for changed and added parts, `missing` for lost ones. */
export const PARTS = ["color", "proportion", "style", "parts", "missing", "identity"] as const;
export type Part = (typeof PARTS)[number];

/** How far the two views lie apart: within 15°, within 45°, further, or not known. */
export const GAPS = ["same", "near", "turned", "unknown"] as const;
export type Gap = (typeof GAPS)[number];

const Line = z.object({
  /** Logit of a pair without any difference. */
  bias: z.number(),
  /** Moves the logit so that 0 is the working point. */
  shift: z.number(),
  /** How much each of the three pieces of a distance takes off the logit; none is negative. */
  weights: z.record(z.string(), z.array(z.number().min(0)).length(3)),
});
export type Line = z.infer<typeof Line>;

const Joint = z.object({
  /** How much room each part's logit is given before it weighs in. */
  room: z.record(z.string(), z.number()),
  shift: z.number(),
});
export type Joint = z.infer<typeof Joint>;
/** Scores that are a soft minimum of several parts. */
export const JOINTS = ["features", "overall"] as const;

export const World = z.object({
  /** Where the three pieces of each distance end. */
  knots: z.record(z.string(), z.array(z.number().positive()).length(3)),
  lines: z.record(z.string(), z.record(z.string(), Line)),
  joints: z.record(z.string(), z.record(z.string(), Joint)),
});
export type World = z.infer<typeof World>;

const Three = z.array(z.number().min(0)).length(3);
const SetWeights = z.object({
  /** Spread and size of each suspicion in sets where nothing is wrong. */
  scales: z.record(z.string(), z.object({ spread: z.number().positive(), size: z.number().positive() })),
  /** What a view's standings count. */
  view: z.record(z.string(), Three),
  /** Whether anything is wrong in the whole set. */
  whole: z.object({ bias: z.number(), weights: z.record(z.string(), Three) }),
});
export type SetWeights = z.infer<typeof SetWeights>;

/** Where the three pieces of a standing (in deviations) and of a set's signs end. */
export const SET_KNOTS = { view: [1.5, 4, 8], whole: [0.4, 1, 2] } as const;

/** The trained numbers, as weights.json holds them. */
export const Weights = z.object({
  version: z.string(),
  plain: World,
  set: SetWeights,
});

/** All trained numbers: the file's, and those of scenes.json. */
export type Weights = z.infer<typeof Weights> & { scene: World; mixed: World };

/** The three pieces of a distance: each rises from 0 to 1 between its knots, the last one on to 2. */
export function pieces(distance: number, knots: readonly number[]): [number, number, number] {
  const [one = 1, two = 2, three = 3] = knots;
  return [
    Math.min(1, distance / one),
    Math.min(1, Math.max(0, (distance - one) / (two - one))),
    Math.min(2, Math.max(0, (distance - two) / (three - two))),
  ];
}
