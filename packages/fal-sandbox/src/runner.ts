import { chance, latencyFactor, randomSeed } from "./chance.ts";
import type { Clock } from "./clock.ts";
import type { Endpoint, ImageEndpoint, TextEndpoint } from "./endpoint.ts";
import { endpoints } from "./endpoints.ts";
import type { Strikes } from "./faults.ts";
import type { Job, Outcome } from "./job.ts";
import { toJson } from "./json.ts";
import { failAsStruck, failureOutcome, isFailing } from "./model-failure.ts";
import {
  drawMask,
  drawPictures,
  echo,
  type PictureRequest,
  reportPicture,
  type Studio,
} from "./picture-answer.ts";
import { charge, type Usage } from "./price.ts";
import { loadReferences } from "./references.ts";
import { answerText } from "./text-answer.ts";
import { validateInput } from "./validate.ts";

/** Inference time: the middle of the draw, and how far single requests stray from it (0 to 1). */
export interface Latency {
  baseMs: number;
  spread: number;
}

interface Seeds {
  /** Drawn with. */
  drawn: number;
  /** Told to the caller. */
  answered: number | bigint;
}

interface Work {
  job: Job;
  endpoint: Endpoint;
  input: Record<string, unknown>;
  seeds: Seeds;
  signal: AbortSignal;
}

/** What the model made; the answer is completed when the inference time is known. */
interface Product {
  usage: Omit<Usage, "inferenceSeconds">;
  body(facts: { inferenceSeconds: number; usd: number }): Record<string, unknown>;
}

interface RunnerParts {
  studio: Studio;
  clock: Clock;
  latency: () => Latency;
  /** Cuts short what is running. */
  signal: AbortSignal;
}

/** Runs one request as the model would. It never throws: a failure is an outcome. */
export type Runner = (job: Job) => Promise<Outcome>;

/**
 * A runner validates the input, then lets the latency pass while the picture is drawn; it ends with the later of
 * both. A refused input or a reference that cannot be read ends it at once.
 */
export function createRunner(parts: RunnerParts): Runner {
  const { studio, clock, latency } = parts;
  return async (job) => {
    const stop = new AbortController();
    const signal = AbortSignal.any([parts.signal, stop.signal]);
    const startedAtMs = clock.now();
    let producing: Promise<Product> | undefined;
    try {
      const endpoint = endpoints[job.endpointId];
      if (endpoint === undefined) throw new Error(`No model ${job.endpointId}`);
      const input = validateInput(endpoint.input, job.input);
      const seeds = seedsOf(input, job.strikes);
      const work = { job, endpoint, input, seeds, signal };
      const waiting = clock.sleep(latencyOf(latency(), work), signal);
      producing = produce(studio, work);
      const [product] = await Promise.all([producing, waiting]);
      failAsStruck(job.strikes);
      return success(work, product, (clock.now() - startedAtMs) / 1_000);
    } catch (error) {
      return failureOutcome(job, { error, atMs: clock.now() });
    } finally {
      stop.abort();
      // A drawing cannot be cut short; whoever waits for the run to end must find nothing being written any more.
      await Promise.allSettled([producing]);
    }
  };
}

function latencyOf({ baseMs, spread }: Latency, { job, seeds }: Work): number {
  if (job.strikes.beforeSubmitResponse) return 0;
  return baseMs * latencyFactor(spread, job.endpointId, seeds.drawn, JSON.stringify(job.input));
}

function seedsOf(input: Record<string, unknown>, strikes: Strikes): Seeds {
  const asked = typeof input.seed === "number" ? input.seed : randomSeed();
  const drawn = strikes.seedDiffers ? Math.floor(chance("another seed", asked) * 2 ** 31) : asked;
  return { drawn, answered: strikes.bigSeed ? 2n ** 57n + BigInt(drawn) : drawn };
}

function produce(studio: Studio, work: Work): Promise<Product> | undefined {
  const { endpoint } = work;
  if (isFailing(work.job.strikes)) return undefined;
  return endpoint.kind === "image"
    ? producePictures(studio, { ...work, endpoint })
    : produceText(studio, { ...work, endpoint });
}

async function producePictures(
  studio: Studio,
  { job, endpoint, input, seeds, signal }: Work & { endpoint: ImageEndpoint },
): Promise<Product> {
  const references = await loadReferences(input, { limit: endpoint.references, signal });
  const { requestId, number, endpointId, strikes, mediaLifetimeSeconds } = job;
  const request: PictureRequest = {
    requestId,
    number,
    endpointId,
    endpoint,
    input,
    seed: seeds.drawn,
    references,
    strikes,
    mediaLifetimeSeconds,
  };
  const pictures = await drawPictures(studio, request);
  const mask = input.output_mask === true ? await drawMask(studio, request) : undefined;
  const reports = pictures.map((picture) => reportPicture(picture, endpoint.report));
  return {
    usage: { outputs: pictures, inputs: references, resolution: input.resolution },
    body: ({ inferenceSeconds }) => ({
      ...(endpoint.field === "image" ? { image: reports[0] } : { images: reports }),
      ...(mask && { mask_image: reportPicture(mask, endpoint.report) }),
      ...echo(endpoint.echoes, {
        seed: seeds.answered,
        prompt: promptOf(input),
        inferenceSeconds,
        imageCount: pictures.length,
        isNsfw: strikes.nsfwBlack !== undefined,
      }),
    }),
  };
}

async function produceText(
  studio: Studio,
  { job, input, signal }: Work & { endpoint: TextEndpoint },
): Promise<Product> {
  const references = await loadReferences(input, { signal });
  const { output: whole, tokens } = await answerText(studio.artist, { input, references });
  const output = job.strikes.brokenText ? whole.slice(0, whole.length / 2) : whole;
  const counts = {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    total_tokens: tokens.input + tokens.output,
  };
  return {
    usage: { outputs: [], inputs: references, tokens },
    body: ({ usd }) => ({ output, usage: { ...counts, cost: usd } }),
  };
}

/** The prompt a model reports; the camera models compose it from their angles. */
function promptOf(input: Record<string, unknown>): string {
  if (typeof input.prompt === "string") return input.prompt;
  const { horizontal_angle, vertical_angle, zoom, additional_prompt = "" } = input;
  const text = `<sks> azimuth ${horizontal_angle}, elevation ${vertical_angle}, zoom ${zoom} ${additional_prompt}`;
  return text.trim();
}

function success(
  { job, endpoint, seeds }: Work,
  product: Product | undefined,
  inferenceSeconds: number,
): Outcome {
  if (product === undefined) throw new Error("Nothing was produced");
  const { units, usd } = charge(endpoint.price, { ...product.usage, inferenceSeconds });
  return {
    status: 200,
    headers: { "x-fal-request-id": job.requestId, "x-fal-billable-units": String(units) },
    text: toJson(product.body({ inferenceSeconds, usd })),
    usd,
    billableUnits: units,
    ...(endpoint.kind === "image" && { seed: String(seeds.answered) }),
  };
}
