import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { toLab } from "../../../packages/fal-sandbox/src/draw/color.ts";
import { type Artist, createArtist } from "../../../packages/fal-sandbox/src/draw/index.ts";

export type DrawRequest = Parameters<Artist["draw"]>[0];

export const TURNING = "fal-ai/qwen-image-edit-2511-multiple-angles";

export function newDir(): string {
  return mkdtempSync(join(tmpdir(), "artist-"));
}

export function newArtist(dir = newDir()): Artist {
  return createArtist({ dir });
}

/** A text-only drawing; small, since most of what is tested does not depend on size. */
export function fromText(prompt: string, more: Partial<DrawRequest> = {}): DrawRequest {
  return {
    endpointId: "fal-ai/flux/dev",
    input: { prompt },
    seed: 7,
    references: [],
    width: 512,
    height: 512,
    format: "png",
    ...more,
  };
}

/** The same subject as the reference from another side. */
export function turned(reference: Buffer, azimuth: number, more: Partial<DrawRequest> = {}): DrawRequest {
  return {
    endpointId: TURNING,
    input: { horizontal_angle: azimuth },
    seed: 7,
    references: [reference],
    width: 512,
    height: 512,
    format: "png",
    ...more,
  };
}

/** A part of a picture in fractions of its size. */
export interface Part {
  readonly left?: number;
  readonly right?: number;
  readonly top?: number;
  readonly bottom?: number;
}

/** How much of a part (0-1) lies within a colour distance (L*a*b*) of a colour. */
export async function shareOf(
  image: Buffer,
  hex: string,
  { left = 0, right = 1, top = 0, bottom = 1, within = 22 }: Part & { within?: number } = {},
): Promise<number> {
  const { data, info } = await sharp(image)
    .flatten({ background: "#ffffff" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const value = Number.parseInt(hex.slice(1), 16);
  const wanted = toLab([(value >> 16) & 255, (value >> 8) & 255, value & 255]);
  let hits = 0;
  let seen = 0;
  for (let y = Math.floor(info.height * top); y < info.height * bottom; y += 1) {
    for (let x = Math.floor(info.width * left); x < info.width * right; x += 1) {
      const at = (y * info.width + x) * info.channels;
      const lab = toLab([data[at]!, data[at + 1]!, data[at + 2]!]);
      seen += 1;
      if (Math.hypot(lab[0] - wanted[0], lab[1] - wanted[1], lab[2] - wanted[2]) < within) hits += 1;
    }
  }
  return hits / Math.max(1, seen);
}
