import { MASTER, QUALITY } from "../limits.ts";
import * as Media from "../media/index.ts";
import { roundedScore } from "../score.ts";
import { publicSeed } from "../seed/index.ts";

/** A master as the job's result shows it. */
export function resultOf(master: Media.Info): Record<string, unknown> {
  const { mediaId, url, prompt, model, specifications } = master;
  const thumbnails = master.thumbnails.map(({ url: address, width, height }) => ({
    url: address,
    width,
    height,
  }));
  return {
    ...{ mediaId, url, prompt, model, thumbnails, specifications },
    seed: publicSeed(master.seed),
    qualityScore: master.quality.status === "measured" ? roundedScore(gradeOf(master)) : null,
    quality: master.quality,
  };
}

/**
 * What a master is worth, 0 to 1: its quality as a picture, and how far the colours that were asked for are there.
 * A picture from before quality was measured passes.
 */
export function gradeOf({ quality }: Media.Info): number {
  if (quality.status === "not-measured") return 1;
  if (!quality.colors) return quality.score;
  return quality.score * (1 - QUALITY.colorWeight) + quality.colors.match * QUALITY.colorWeight;
}

/** The result of a request whose master was made before; undefined when that one is gone or not good any more. */
export async function reusedResult(projectId: string, mediaId: string) {
  const master = await Media.find(projectId, mediaId);
  return master && isReusable(master) ? { ...resultOf(master), reused: true } : undefined;
}

/** A master that was kept and, where it was measured, is good enough. */
function isReusable(media: Media.Info): boolean {
  const isGood = gradeOf(media) >= MASTER.qualityMin;
  return media.state === "kept" && media.imageType === "master-reference" && isGood;
}
