import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Features } from "@likeness/core/consistency";
import sharp from "sharp";
import type { featureStore } from "./feature-store.ts";
import type { Picture } from "./turnarounds.ts";

/** How much smaller or larger a slightly resized copy is. */
const SMALLER = 0.95;
const LARGER = 1.1;
const JPEG_QUALITY = 82;

/** Features of a picture, or of a re-encoded or slightly resized copy of it (variant `copy-...`). */
export async function load(
  store: ReturnType<typeof featureStore>,
  dir: string,
  { path, variant }: Picture,
): Promise<Features> {
  const file = join(dir, path);
  if (!variant.startsWith("copy-")) return store.featuresOf(file);
  return store.featuresOf(`${file}#${variant}`, () => copyOf(readFileSync(file), variant));
}

async function copyOf(bytes: Buffer, variant: string): Promise<Buffer> {
  const image = sharp(bytes);
  if (variant === "copy-jpeg") return image.jpeg({ quality: JPEG_QUALITY }).toBuffer();
  const { width = 0 } = await image.metadata();
  return image
    .resize(Math.round(width * (variant === "copy-smaller" ? SMALLER : LARGER)))
    .png()
    .toBuffer();
}
