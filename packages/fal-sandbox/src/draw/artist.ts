import { createHash } from "node:crypto";
import { alteredCast } from "./alterations.ts";
import { comparePictures } from "./compare.ts";
import { drawStaging } from "./composite.ts";
import { describePictures } from "./describe.ts";
import { decode, fingerprintPixels } from "./fingerprint.ts";
import { measureSubject } from "./measure.ts";
import { openMemory } from "./memory.ts";
import { cutOut, enlarge } from "./operations.ts";
import { castFor, type DrawRequest, renderPicture, renderSvg } from "./picture.ts";
import { keepTruth, truthOf } from "./scene-truth.ts";
import { type Staging, stageScene } from "./stage-scene.ts";
import type { Subject } from "./subject.ts";
import { twistScene } from "./twist.ts";

/** Draws what an image model would answer and describes pictures like a vision model, from its own memory of drawings. */
export interface Artist {
  /** Draws the picture an endpoint would answer, encoded as `format` says. The same request gives the same bytes. */
  draw(request: DrawRequest): Promise<Buffer>;
  /** The JSON a vision model would answer about the pictures: true for drawn figures, measured for all others. */
  describe(request: {
    prompt: string;
    systemPrompt?: string;
    images: Buffer[];
  }): Promise<Record<string, unknown>>;
}

const RECENT_MAX = 64;

/** An artist that keeps what it has drawn in `dir`, and knows it again after a restart. */
export function createArtist({ dir }: { dir: string }): Artist {
  const memory = openMemory(dir);

  const recent = new Map<string, Promise<readonly Subject[]>>();

  /** The same bytes, asked for again and again by one turnaround, are looked at once. */
  function recognise(image: Buffer): Promise<readonly Subject[]> {
    const key = createHash("sha256").update(image).digest("hex");
    const known = recent.get(key);
    if (known !== undefined) return known;
    const answer = look(image);
    recent.set(key, answer);
    answer.catch(() => recent.delete(key));
    const [oldest] = recent.keys();
    if (recent.size > RECENT_MAX && oldest !== undefined) recent.delete(oldest);
    return answer;
  }

  /** Who a picture shows: remembered by its looks, or measured and remembered from now on. */
  async function look(image: Buffer): Promise<readonly Subject[]> {
    const pixels = await decode(image);
    const looks = fingerprintPixels(pixels);
    const known = memory.recall(looks);
    if (known !== undefined) return known.subjects;
    const measured = [measureSubject(pixels)];
    memory.remember(looks, measured);
    return measured;
  }

  /** A scene of several references, right or wrong, with its truth kept beside it. */
  async function drawShot(request: DrawRequest, asked: Staging): Promise<Buffer> {
    const { twist, seed } = request;
    const { staging, deed } = twist
      ? twistScene(asked, { twist, seed })
      : { staging: asked, deed: undefined };
    const { encoded, pixels } = await renderSvg(request, await drawStaging(request, staging));
    const shown = [
      ...(staging.place ? [staging.place] : []),
      ...staging.actors.map(({ subject }) => subject),
    ];
    memory.remember(fingerprintPixels(pixels), shown);
    keepTruth(dir, encoded, await truthOf(request, staging, deed));
    return encoded;
  }

  return {
    draw: async (request) => {
      const [given] = request.references;
      if (given !== undefined && /birefnet|rembg|background\/remove/.test(request.endpointId))
        return cutOut(given, request);
      if (given !== undefined && /esrgan|upscal/.test(request.endpointId)) return enlarge(given, request);
      const recognised = await Promise.all(request.references.map(recognise));
      const staging = stageScene(request, recognised);
      if (staging !== undefined) return drawShot(request, staging);
      const cast = alteredCast(castFor(request, recognised), request.alterations);
      const { encoded, pixels } = await renderPicture(request, cast);
      memory.remember(fingerprintPixels(pixels), cast);
      return encoded;
    },
    describe: async ({ prompt, systemPrompt, images }) => {
      const shown = await Promise.all(images.map(recognise));
      return answerAbout(shown, `${systemPrompt ?? ""} ${prompt}`);
    },
  };
}

/** Two pictures and a question about differences are compared; anything else is described. */
function answerAbout(shown: ReadonlyArray<readonly Subject[]>, question: string): Record<string, unknown> {
  const [image, reference] = shown;
  const isComparison = image && reference && /\bdifferences?\b/i.test(question);
  return isComparison
    ? { ...comparePictures(image, reference) }
    : describePictures({ prompt: question, subjects: shown.flat() });
}
