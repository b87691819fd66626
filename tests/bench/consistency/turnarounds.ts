import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** The documented manifest: who is shown, and one entry per picture. Paths are relative to the manifest's folder. */
const Manifest = z.object({
  split: z.string().optional(),
  models: z.array(z.object({ model: z.string(), family: z.string() })).min(2),
  images: z.array(
    z.object({
      model: z.string(),
      variant: z.string(),
      angle: z.number().int().min(0).max(359),
      path: z.string(),
      detail: z.string().optional(),
      /** Share of the visible pixels that were altered, where that is known. */
      alt: z.number().optional(),
    }),
  ),
});
export type Picture = z.infer<typeof Manifest>["images"][number];

export interface Model {
  model: string;
  family: string;
  /** Pictures by variant and angle. */
  variants: Map<string, Map<number, Picture>>;
}

export interface Turnarounds {
  dir: string;
  split: string;
  models: Model[];
}

export const ANGLES = Array.from({ length: 12 }, (_, view) => view * 30);
export const wrapAngle = (angle: number) => ((angle % 360) + 360) % 360;

/** A folder of turnarounds; only models with a complete base turnaround count. */
export function readTurnarounds(dir: string): Turnarounds {
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")));
  const models = new Map<string, Model>(
    manifest.models.map(({ model, family }) => [model, { model, family, variants: new Map() }]),
  );
  for (const image of manifest.images) {
    const variants = models.get(image.model)?.variants;
    if (variants === undefined) continue;
    const byAngle = variants.get(image.variant) ?? new Map<number, Picture>();
    byAngle.set(image.angle, image);
    variants.set(image.variant, byAngle);
  }
  const complete = [...models.values()].filter((model) => model.variants.get("base")?.size === ANGLES.length);
  return { dir, split: manifest.split ?? dir, models: complete };
}
