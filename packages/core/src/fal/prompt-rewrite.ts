import { FAL } from "../limits.ts";
import type { GenerationRequest } from "./request.ts";

const SYSTEM_PROMPT = [
  "You revise prompts for image models. The prompt you are given was refused by a content filter.",
  "Write it again so that it passes: exchange or leave out whatever may have been refused, and keep everything else -",
  "who is shown, what they look like and wear, camera, light, style - word for word where you can.",
  "Answer with the new prompt alone: no comment, no title, no quotation marks.",
].join(" ");
const FENCE = /^```\w*\s*|\s*```$/g;
const TITLE = /^\s*(?:(?:new|revised|rewritten)\s+)?prompt\s*:\s*/i;
const QUOTES = /^["'\u201c](.*)["'\u201d]$/s;
const EXCUSE =
  /^(?:i['\u2019]?m sorry|sorry|i can(?:no|['\u2019])t|i am (?:sorry|unable)|i['\u2019]?m unable|as an ai)\b/i;

/** The request that asks a language model for a milder version of a refused prompt. */
export function rewriteRequest(prompt: string): GenerationRequest {
  return {
    model: "openrouter/router",
    prompt,
    width: 1024,
    height: 1024,
    references: 0,
    vision: { systemPrompt: SYSTEM_PROMPT, maxTokens: FAL.rewriteMaxTokens },
  };
}

/** The prompt in a language model's answer; undefined when it is none, too long, or the refused one again. */
export function rewrittenPrompt(text: string | undefined, before: string): string | undefined {
  const bare = (text ?? "").trim().replace(FENCE, "").replace(TITLE, "").trim();
  const prompt = bare.replace(QUOTES, "$1").trim();
  if (prompt === "" || prompt.length > FAL.promptMaxChars || EXCUSE.test(prompt)) return undefined;
  return wordsOf(prompt) === wordsOf(before) ? undefined : prompt;
}

function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}
