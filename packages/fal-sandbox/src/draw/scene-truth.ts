import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { placementsOf, type SceneRequest } from "./composite.ts";
import type { Placement, Size } from "./scene.ts";
import { composePicture } from "./scene.ts";
import type { Actor, Staging } from "./stage-scene.ts";
import type { Deed } from "./twist.ts";

/** Where one actor really is; shares of the picture. */
export interface Whereabouts {
  /** The given picture it comes from, from 1; 0 for somebody nobody asked for. */
  readonly image: number;
  readonly type: "character" | "prop";
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  /** The share of the whole picture it covers, and the share of itself that nobody hides. */
  readonly coverage: number;
  readonly visible: number;
}

/** What a scene really shows, from back to front. Nothing that the product sees. */
export interface SceneTruth {
  readonly actors: readonly Whereabouts[];
  readonly deed: Deed | undefined;
}

/** Masks are compared at this width. */
const WORK_WIDTH_PIXELS = 320;

/** The truth about a staging, from drawings of each actor alone. */
export async function truthOf(
  request: SceneRequest,
  { actors }: Staging,
  deed: Deed | undefined,
): Promise<SceneTruth> {
  const size = {
    width: WORK_WIDTH_PIXELS,
    height: Math.round((WORK_WIDTH_PIXELS * request.height) / request.width),
  };
  const placements = await placementsOf(request, actors);
  const alone = await Promise.all(placements.map((placement) => maskOf(placement, size)));
  const order = actors
    .map((actor, index) => ({
      actor,
      mask: alone[index] ?? new Uint8Array(0),
      ground: placements[index]?.ground ?? 0,
    }))
    .sort((a, b) => a.ground - b.ground);
  return {
    actors: order.map(({ actor, mask }, index) =>
      whereabouts(actor, { mask, size, inFront: order.slice(index + 1).map((other) => other.mask) }),
    ),
    deed,
  };
}

/** Keeps the truth about a picture beside the drawings, by the picture's bytes. */
export function keepTruth(dir: string, picture: Buffer, truth: SceneTruth): void {
  mkdirSync(join(dir, "scenes"), { recursive: true });
  writeFileSync(fileOf(dir, picture), JSON.stringify(truth));
}

/** What a drawn scene really shows; for tests and benches only. Throws when the bytes are of no scene drawn here. */
export function readTruth(dir: string, picture: Buffer): SceneTruth {
  return JSON.parse(readFileSync(fileOf(dir, picture), "utf8")) as SceneTruth;
}

function fileOf(dir: string, picture: Buffer): string {
  return join(dir, "scenes", `${createHash("sha256").update(picture).digest("hex")}.json`);
}

async function maskOf(placement: Placement, size: Size): Promise<Uint8Array> {
  const svg = composePicture({ size, background: "", placements: [placement] }).replace(
    /<ellipse[^>]*url\(#shadow\)[^>]*>/,
    "",
  );
  const alpha = await sharp(Buffer.from(svg)).ensureAlpha().extractChannel("alpha").raw().toBuffer();
  return Uint8Array.from(alpha, (value) => (value > 127 ? 1 : 0));
}

function whereabouts(
  { image, subject }: Actor,
  { mask, size, inFront }: { mask: Uint8Array; size: Size; inFront: readonly Uint8Array[] },
): Whereabouts {
  let [left, top, right, bottom, all, shown] = [size.width, size.height, 0, 0, 0, 0];
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] !== 1) continue;
    const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    all += 1;
    if (!inFront.some((other) => other[pixel] === 1)) shown += 1;
  }
  const { width, height } = size;
  return {
    image,
    type: subject.type,
    box: { left: left / width, top: top / height, right: right / width, bottom: bottom / height },
    coverage: all / mask.length,
    visible: all === 0 ? 0 : shown / all,
  };
}
