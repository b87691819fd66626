import { setTimeout as sleep } from "node:timers/promises";
import { createFalQueue, type FalQueue, falInput } from "../../packages/core/src/fal/index.ts";
import { preparePicture } from "../../packages/core/src/generation/index.ts";
import { downloadImage } from "../../packages/core/src/images/index.ts";
import { IMAGE, PROFILE_ANGLES } from "../../packages/core/src/limits.ts";
import { intoBatches, viewWords } from "../../packages/core/src/profile-360/angles.ts";
import { putImmutable, signedUrl } from "../../packages/core/src/storage/index.ts";
import type { Cloud } from "../../packages/local/src/cloud.ts";
import { pointCoreAt } from "./point-core.ts";

const MODEL = "fal-ai/qwen-image-edit-2511-multiple-angles";
const BATCH_SIZE = 4;
/** Five times as often as FAL's own client asks: waiting for the answer is not what makes it slow. */
const POLL_MS = 100;

/**
 * The profile as it was first written down (`generate360Profile`): batches of four with a barrier between them; once
 * a batch is drawn, its pictures are downloaded, encoded and uploaded one after another. Given the same picture work,
 * model, sandbox and bucket as the product, and spared the rows, the jobs and everything that survives a crash.
 */
export interface SeedAlgorithm {
  /** Milliseconds for all angles, and the pictures as they were downloaded. */
  run(masterKey: string): Promise<{ wallMs: number; downloads: Buffer[] }>;
}

/** Points the core library of this process at the cloud's sandbox and bucket; one cloud at a time. */
export function seedAlgorithm(cloud: Cloud): SeedAlgorithm {
  const { sandbox } = cloud;
  if (!sandbox) throw new Error("The comparison needs the sandbox");
  pointCoreAt(cloud);
  const queue = createFalQueue({
    apiKey: () => "sandbox-id:sandbox-secret",
    queueBaseUrl: sandbox.queueUrl,
    restBaseUrl: sandbox.restUrl,
  });
  let runs = 0;
  return {
    run: async (masterKey) => {
      runs += 1;
      const startedMs = performance.now();
      const folder = `bench/seed-algorithm-${runs}`;
      const downloads = await profile({ queue, origin: sandbox.mediaOrigin, masterKey, folder });
      return { wallMs: performance.now() - startedMs, downloads };
    },
  };
}

interface Setting {
  queue: FalQueue;
  origin: string;
  masterKey: string;
  folder: string;
}

async function profile({ queue, origin, masterKey, folder }: Setting): Promise<Buffer[]> {
  const referenceUrl = await signedUrl(masterKey, { expires: 3_600 });
  const downloads: Buffer[] = [];
  for (const batch of intoBatches([...PROFILE_ANGLES], BATCH_SIZE)) {
    const drawn = await Promise.all(batch.map((angle) => draw(queue, { angle, referenceUrl })));
    for (const [index, url] of drawn.entries()) {
      const options = { origins: [origin], maxBytes: IMAGE.maxBytes, timeoutMs: IMAGE.downloadTimeoutMs };
      const { bytes } = await downloadImage(url, options);
      await upload(bytes, `${folder}/${batch[index]}deg`);
      downloads.push(bytes);
    }
  }
  return downloads;
}

async function draw(
  queue: FalQueue,
  { angle, referenceUrl }: { angle: number; referenceUrl: string },
): Promise<string> {
  const side = IMAGE.standardSize;
  const { model, input } = falInput(
    {
      ...{ model: MODEL, prompt: viewWords(angle, "character"), width: side, height: side },
      ...{ azimuthDegrees: angle, elevationDegrees: 0, references: 1 },
    },
    { referenceUrls: [referenceUrl] },
  );
  const urls = await queue.submit({ model, input, startTimeoutSeconds: 600 });
  while ((await queue.status(urls)).state !== "completed") await sleep(POLL_MS);
  const { images } = (await queue.result(urls)) as { images: Array<{ url: string }> };
  const url = images[0]?.url;
  if (!url) throw new Error(`No picture of ${angle} degrees`);
  return url;
}

/** The same work on the pixels as the product does, and like it the objects of one picture side by side. */
async function upload(bytes: Buffer, name: string): Promise<void> {
  const { objects } = await pictureWork(bytes, `${name}.webp`);
  await Promise.all(objects.map(putImmutable));
}

/** What the product does with the pixels of one view, and nothing else. */
export function pictureWork(bytes: Buffer, key = "bench/picture.webp") {
  return preparePicture(bytes, { key, target: { imageType: "profile-360" } });
}
