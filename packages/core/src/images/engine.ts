import type sharp from "sharp";

export type Sharp = typeof sharp;

/** Everything else libvips could load (SVG, PDF, GIF, TIFF, HEIF, raw …) stays blocked in this process. */
const LOADERS = ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"];

let engine: Promise<Sharp> | undefined;

/**
 * sharp, loaded on first use and set up once: no cache between pictures, and only the three accepted formats can be
 * read at all. A dynamic import, so that a bundle that never decodes never loads it.
 */
export function imageEngine(): Promise<Sharp> {
  engine ??= import("sharp").then(({ default: loaded }) => {
    loaded.cache(false);
    loaded.block({ operation: ["VipsForeignLoad"] });
    loaded.unblock({ operation: LOADERS });
    return loaded;
  });
  return engine;
}
