import { createHash } from "node:crypto";
import type { GenerationRequest } from "../fal/index.ts";
import { IMAGE } from "../limits.ts";
import type * as Subject from "../subject/index.ts";
import { masterModel } from "./model.ts";
import { masterPrompt, NEGATIVE_PROMPT } from "./prompt.ts";
import type { StartInput } from "./start.ts";

const GUIDANCE = 8;
const STEPS = 50;

/** One candidate's request; `seed` is left out where the model takes none, `known` is what else the prompt says. */
export function requestOf(
  input: StartInput,
  subject: Subject.Info,
  { seed, known }: { seed?: number; known?: string } = {},
): GenerationRequest {
  const references = input.references?.length ?? 0;
  const model = masterModel(input);
  const style = input.style ?? subject.style;
  return {
    model: model.id,
    prompt: masterPrompt(subject, { description: input.description, style, known }),
    negativePrompt: NEGATIVE_PROMPT,
    width: IMAGE.standardSize,
    height: IMAGE.standardSize,
    ...(model.guidance && { guidanceScale: Math.min(GUIDANCE, model.guidance.max) }),
    ...(model.steps && { steps: Math.min(STEPS, model.steps.max) }),
    ...(model.seed.accepted && seed !== undefined && { seed }),
    references,
  };
}

/**
 * Equal for two requests that would be drawn from the same words and numbers: over the subject, the very request that
 * planning sends (so a changed subject, style guide, prompt or setting counts), the references in order, the seed asked for and the
 * number of candidates. What may be spent on it does not count.
 */
export function fingerprintOf(input: StartInput, subject: Subject.Info, said = ""): string {
  const shaping = [
    subject.subjectId,
    requestOf(input, subject, { known: said }),
    input.references ?? [],
    input.seed ?? null,
    input.candidates,
  ];
  return createHash("sha256").update(JSON.stringify(shaping)).digest("hex");
}
