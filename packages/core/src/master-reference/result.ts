import { MASTER } from "../limits.ts";
import * as Media from "../media/index.ts";
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
    qualityScore: null,
    quality: { status: "not-measured" },
  };
}

/** The result of a request whose master was made before; undefined when that one is gone or not good any more. */
export async function reusedResult(projectId: string, mediaId: string) {
  const master = await Media.find(projectId, mediaId);
  return master && isReusable(master) ? { ...resultOf(master), reused: true } : undefined;
}

/** A master that was kept and, where it was measured, is good enough. */
function isReusable({ state, imageType, quality }: Media.Info): boolean {
  const isGood = quality.score === null || quality.score >= MASTER.qualityMin;
  return state === "kept" && imageType === "master-reference" && isGood;
}
