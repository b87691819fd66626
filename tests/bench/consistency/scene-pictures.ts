import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import * as z from "zod";
import { chance } from "./chance.ts";

/** The documented manifest of pictures of scenes: several pictures of each subject. */
const Manifest = z.object({
  subjects: z.array(
    z.object({ id: z.string(), background: z.enum(["scene", "plain"]), category: z.string() }),
  ),
  images: z.array(z.object({ path: z.string(), subject: z.string() })),
});

export interface ScenePicture {
  path: string;
  subject: string;
  category: string;
  background: "scene" | "plain";
}

/** A folder of pictures, several of each subject. */
export function readScenePictures(dir: string): ScenePicture[] {
  const { subjects, images } = Manifest.parse(JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")));
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  return images.flatMap(({ path, subject }) => {
    const known = byId.get(subject);
    if (!known) return [];
    const { category, background } = known;
    return [{ path: join(dir, path), subject, category, background }];
  });
}

const HEIGHT = 384;
const WIDTHS = [320, 384, 512];
/** Subjects stand in the middle: a strip of this share along an edge shows mostly ground. */
const STRIP_SHARE = 0.4;

export interface Placing {
  /** A figure on plain ground, and the picture that is white where the figure is. */
  figure: string;
  mask: string;
  /** A photograph; only a strip of it is used. */
  ground: string;
  seed: number;
}

/** Puts a figure before a piece of a photograph, at a size and place drawn by the seed. WebP. */
export async function placeFigure({ figure, mask, ground, seed }: Placing): Promise<Buffer> {
  const { next, pick } = chance(seed);
  const width = pick(WIDTHS);
  const cut = await sharp(await sharp(figure).removeAlpha().toBuffer())
    .joinChannel(await sharp(mask).extractChannel(0).toBuffer())
    .png()
    .toBuffer();
  const trimmed = await sharp(cut)
    .trim({ background: { r: 0, g: 0, b: 0, alpha: 0 }, threshold: 5 })
    .png()
    .toBuffer()
    .catch(() => cut);
  const height = Math.floor(HEIGHT * (0.5 + 0.42 * next()));
  const { data: input, info } = await sharp(trimmed)
    .resize({ width: width - 8, height, fit: "inside" })
    .png()
    .toBuffer({ resolveWithObject: true });
  const left = Math.floor((width - info.width) * (0.25 + 0.5 * next()));
  const top = Math.floor((HEIGHT - info.height) * (0.5 + 0.5 * next()));
  const behind = await groundOf(ground, { width, next });
  return sharp(behind).composite([{ input, left, top }]).webp({ quality: 90 }).toBuffer();
}

async function groundOf(path: string, { width, next }: { width: number; next: () => number }) {
  const photo = await sharp(path).rotate().removeAlpha().png().toBuffer({ resolveWithObject: true });
  const { width: wide, height: high } = photo.info;
  const [stripWide, stripHigh] = [Math.floor(wide * STRIP_SHARE), Math.floor(high * STRIP_SHARE)];
  const strips = [
    { left: 0, top: 0, width: stripWide, height: high },
    { left: wide - stripWide, top: 0, width: stripWide, height: high },
    { left: 0, top: 0, width: wide, height: stripHigh },
  ];
  const strip = strips[Math.floor(next() * strips.length)] ?? { left: 0, top: 0, width: wide, height: high };
  const part = await sharp(photo.data).extract(strip).png().toBuffer();
  const ground = sharp(part)
    .resize(width, HEIGHT, { fit: "cover" })
    .modulate({ brightness: 0.85 + 0.3 * next() })
    .flop(next() < 0.5);
  return ground.blur(next() < 0.4 ? 1.5 : 0.3).toBuffer();
}
