import { ingestImage, rawPicture } from "../images/index.ts";
import * as Job from "../job/index.ts";
import * as Media from "../media/index.ts";
import { cdnUrl, intermediateKey, putImmutable, thumbnailKey } from "../storage/index.ts";
import type { Place } from "./layout.ts";
import { layoutIdOf, sceneOf } from "./plan.ts";

const WEBP = "image/webp";
/** Depth as brightness: far is dark, and who stands lower in the picture is nearer. */
const FAR = 30;
const NEAR = 235;

/** State DrawLayout: stores a depth picture of who stands where under an id that follows from the job. Idempotent. */
export async function drawLayout({ jobId }: { jobId: string }): Promise<{ jobId: string; mediaId: string }> {
  const job = await Job.fromId(jobId);
  const { input, entries } = await sceneOf(job);
  const mediaId = layoutIdOf(jobId);
  const places = entries.flatMap(({ place }) => (place ? [place] : []));
  const image = await ingestImage(await rawPicture(depthOf(places, input.resolution)));
  const key = intermediateKey({ projectId: job.projectId, mediaId });
  const thumbnails = image.thumbnails.map((each) => ({ ...each, key: thumbnailKey(key, each.width) }));
  const metadata = { mediaid: mediaId, projectid: job.projectId };
  const objects = [{ key, bytes: image.webp, sha256: image.sha256 }, ...thumbnails];
  await Promise.all(
    objects.map(({ key: place, bytes, sha256 }) =>
      putImmutable({ key: place, bytes, sha256, contentType: WEBP, metadata }),
    ),
  );
  await Media.record({
    ...{ mediaId, projectId: job.projectId, imageType: "intermediate", state: "kept", key, url: cdnUrl(key) },
    thumbnails: thumbnails.map(({ key: name, width, height }) => ({
      key: name,
      url: cdnUrl(name),
      width,
      height,
    })),
    ...{ thumbhash: image.thumbhash, width: image.width, height: image.height },
    ...{ bytes: image.webp.length, sha256: image.sha256, contentType: WEBP, measures: image.measures },
    ...{ model: "layout", prompt: "", jobId, generationId: mediaId, references: [] },
    quality: { score: null, status: "not-measured" },
    costMicroUsd: 0,
    createdAt: new Date().toISOString(),
  });
  return { jobId, mediaId };
}

/** A depth picture: a floor that comes nearer towards the lower edge, and a figure's outline at every place. */
export function depthOf(places: Place[], { width, height }: { width: number; height: number }) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) data.fill(floorAt(y / height), y * width * 3, (y + 1) * width * 3);
  for (const place of [...places].sort((a, b) => a.y - b.y)) {
    const tall = place.height * height;
    const [middle, top] = [place.x * width, place.y * height - tall];
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, place.y * height); y += 1) {
      const half = halfWidthAt((y - top) / tall) * tall;
      const from = Math.max(0, Math.round(middle - half));
      const to = Math.min(width, Math.round(middle + half));
      if (to > from) data.fill(nearness(place.y), (y * width + from) * 3, (y * width + to) * 3);
    }
  }
  return { data, width, height, channels: 3 as const };
}

function floorAt(y: number): number {
  return Math.round(FAR + Math.max(0, y - 0.5) * 0.8 * (NEAR - FAR));
}

function nearness(y: number): number {
  return Math.round(FAR + (0.55 + 0.45 * y) * (NEAR - FAR));
}

/** Half the width of a standing figure by its height at a share of its height from the top: head, shoulders, legs. */
function halfWidthAt(share: number): number {
  if (share < 0.18) return 0.09 * Math.sqrt(Math.max(0, 1 - ((share - 0.09) / 0.09) ** 2));
  if (share < 0.24) return 0.04;
  return share < 0.6 ? 0.13 : 0.1;
}
