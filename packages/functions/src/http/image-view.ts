import { microUsdToUsd } from "@likeness/core/fal";
import type * as Media from "@likeness/core/media";
import { publicSeed } from "@likeness/core/seed";

/** A picture as the API shows it: no object keys of its own, cost in dollars, the seed as a number where it fits. */
export function imageView({ key: _, costMicroUsd, seed, thumbnails, ...media }: Media.Info) {
  return {
    ...media,
    qualityScore: media.quality.score,
    seed: publicSeed(seed),
    thumbnails: thumbnails.map(({ url, width, height }) => ({ url, width, height })),
    costUsd: microUsdToUsd(costMicroUsd),
  };
}
