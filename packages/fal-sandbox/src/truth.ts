import sharp from "sharp";
import type { Alterations } from "./draw/alterations.ts";

/** What is true of one delivered picture. For tests and benches: the answers of the models never say it. */
export interface PictureTruth {
  requestId: string;
  /** The address under which the answer names the picture. */
  url: string;
  /** Camera azimuth that was asked for, in degrees. */
  azimuth: number;
  hasReference: boolean;
  /** What was done to it; absent for a faithful picture. */
  alterations?: Alterations;
  /** Share of all pixels, 0-1, that differ visibly from the faithful picture; 0 for that itself. */
  alteredShare: number;
}

/** The truths of all pictures since the start, oldest first. */
export interface TruthBook {
  add(truth: PictureTruth): void;
  all(): PictureTruth[];
}

/** An empty book. */
export function createTruthBook(): TruthBook {
  const truths: PictureTruth[] = [];
  return { add: (truth) => void truths.push(truth), all: () => [...truths] };
}

const COMPARED_SIDE = 256;
/** Channel difference (0-255) from which a pixel counts as visibly another. */
const VISIBLE_STEP = 24;

/** How much of a picture differs visibly from another of the same size. */
export async function alteredShare(faithful: Buffer, altered: Buffer): Promise<number> {
  const [one, other] = await Promise.all([small(faithful), small(altered)]);
  let differing = 0;
  for (let at = 0; at < one.length; at += 3) {
    const steps = [0, 1, 2].map((channel) => Math.abs((one[at + channel] ?? 0) - (other[at + channel] ?? 0)));
    if (Math.max(...steps) >= VISIBLE_STEP) differing += 1;
  }
  return differing / (one.length / 3);
}

function small(image: Buffer): Promise<Buffer> {
  const size = { width: COMPARED_SIDE, height: COMPARED_SIDE, fit: "fill" } as const;
  return sharp(image).flatten({ background: "#ffffff" }).toColourspace("srgb").resize(size).raw().toBuffer();
}
