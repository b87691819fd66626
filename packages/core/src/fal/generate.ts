import { inputError, LikenessError } from "../errors.ts";
import { FAL, GENERATION } from "../limits.ts";
import { type ImageAnswer, parseImageAnswer, refuseFlagged } from "./answer.ts";
import { type FalQueue, falQueue } from "./client.ts";
import { handleFalError } from "./errors.ts";
import { findModel } from "./models.ts";
import type { CancelOutcome, QueueState, QueueUrls } from "./read.ts";
import { falInput, GenerationRequest } from "./request.ts";

/** What to draw; everything but the prompt has a default: 1024 x 1024, `fal-ai/flux/dev`, guidance 7.5, 50 steps. */
export interface GenerateImageOptions {
  prompt: string;
  negativePrompt?: string;
  width?: number;
  height?: number;
  model?: string;
  seed?: number;
  guidanceScale?: number;
  numInferenceSteps?: number;
  /** Names of the LoRA table, applied with full weight. */
  customLoRA?: readonly string[];
  referenceUrls?: readonly string[];
  azimuthDegrees?: number;
}

export interface GeneratedImage {
  /** Temporary and public; copy it before it is gone. */
  url: string;
  width: number | null;
  height: number | null;
  /** As a string, because seeds exceed 2^53; the asked one where the model returns none. */
  seed: string | null;
  contentType: string | null;
  /** Milliseconds the model took, or the whole request where FAL does not say. */
  inferenceTime: number;
  /** Settings that were capped or left out for this model. */
  warnings: string[];
}

export type BatchOutcome =
  | { ok: true; prompt: string; image: GeneratedImage }
  | { ok: false; prompt: string; error: LikenessError };

/** Options of a call beside what is drawn: the client to use, and how long to wait for one picture. */
export interface GenerateContext {
  queue?: FalQueue;
  waitMaxSeconds?: number | undefined;
  pollFirstMs?: number | undefined;
  /** Requests in flight at once, for batches. */
  atOnce?: number;
}

const MODEL_DEFAULT = "fal-ai/flux/dev";
const POLL_GROWTH = 1.5;

/**
 * Draws one image and waits for it: one submission, never repeated. Throws FalError, `request.*` input errors before
 * anything is sent, or `generation.wait-timeout` after asking FAL to cancel. For programs that may wait; the product
 * itself is resumed by webhooks.
 */
export async function generateImage(
  options: GenerateImageOptions,
  context: GenerateContext = {},
): Promise<GeneratedImage> {
  const queue = context.queue ?? falQueue();
  const request = requestOf(options);
  const { model, input, warnings } = falInput(request, { referenceUrls: options.referenceUrls ?? [] });
  const startedMs = Date.now();
  const submitted = await queue.submit({ model, input, startTimeoutSeconds: GENERATION.startTimeoutSeconds });
  const inferenceMs = await completed(queue, submitted, context);
  const answer = parseImageAnswer(await queue.result(submitted));
  refuseFlagged(answer);
  return {
    ...sizeAndUrl(answer),
    seed: answer.seed ?? (request.seed === undefined ? null : String(request.seed)),
    inferenceTime: answer.inferenceMs ?? inferenceMs ?? Date.now() - startedMs,
    warnings,
  };
}

/**
 * Draws one image per prompt with common options, a bounded number in flight. Never throws: each prompt has its own
 * outcome, in the order of the prompts.
 */
export async function generateImageBatch(
  prompts: readonly string[],
  commonOptions: Partial<Omit<GenerateImageOptions, "prompt">> & GenerateContext = {},
): Promise<BatchOutcome[]> {
  const {
    queue = falQueue(),
    waitMaxSeconds,
    pollFirstMs,
    atOnce = FAL.batchAtOnce,
    ...options
  } = commonOptions;
  const context = { queue, waitMaxSeconds, pollFirstMs };
  const outcomes: BatchOutcome[] = new Array(prompts.length);
  const waiting = prompts.entries();
  const worker = async () => {
    for (const [index, prompt] of waiting) {
      outcomes[index] = await outcomeOf(prompt, () => generateImage({ ...options, prompt }, context));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, prompts.length) }, worker));
  return outcomes;
}

/** How a submitted request stands. */
export function getStatus(
  request: QueueUrls,
  { queue = falQueue() }: GenerateContext = {},
): Promise<QueueState> {
  return queue.status(request);
}

/** Asks FAL to drop a submitted request; only `cancelled` is sure not to be billed. */
export function cancelRequest(
  request: QueueUrls,
  { queue = falQueue() }: GenerateContext = {},
): Promise<CancelOutcome> {
  return queue.cancel(request);
}

function requestOf(options: GenerateImageOptions): GenerationRequest {
  const { referenceUrls, customLoRA, numInferenceSteps, ...same } = options;
  const parsed = GenerationRequest.safeParse({
    ...same,
    model: findModel(options.model ?? MODEL_DEFAULT).id,
    steps: numInferenceSteps,
    references: referenceUrls?.length,
    loras: customLoRA?.map((name) => ({ name, scale: 1 })),
  });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
  throw inputError("request.invalid", problems);
}

/** Polls with growing pauses until FAL says completed; the model's own time in milliseconds where it is told. */
async function completed(queue: FalQueue, urls: QueueUrls, context: GenerateContext): Promise<number | null> {
  const deadline = Date.now() + (context.waitMaxSeconds ?? GENERATION.waitMaxSeconds) * 1000;
  let pauseMs = context.pollFirstMs ?? FAL.pollFirstMs;
  while (Date.now() < deadline) {
    const status = await queue.status(urls);
    // A failed request is completed too; reading its result throws the failure with its true status.
    if (status.state === "completed") return status.inferenceMs;
    if (status.state === "not-found") return null;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(FAL.pollMaxMs, pauseMs * POLL_GROWTH);
  }
  const outcome = await queue.cancel(urls);
  throw new LikenessError(
    "timeout",
    "generation.wait-timeout",
    `The image did not come in time; cancel: ${outcome}.`,
  );
}

async function outcomeOf(prompt: string, draw: () => Promise<GeneratedImage>): Promise<BatchOutcome> {
  try {
    return { ok: true, prompt, image: await draw() };
  } catch (error) {
    return { ok: false, prompt, error: error instanceof LikenessError ? error : handleFalError(error) };
  }
}

function sizeAndUrl({ url, width, height, contentType }: ImageAnswer) {
  return { url, width, height, contentType };
}
