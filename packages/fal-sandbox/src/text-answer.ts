import { createHash } from "node:crypto";
import { chance } from "./chance.ts";
import type { Artist } from "./draw/index.ts";
import { isObject, parseObject } from "./json.ts";
import type { Reference } from "./references.ts";

const FENCED_SHARE = 1 / 3;
const CHARACTERS_PER_TOKEN = 4;
const TOKENS_PER_IMAGE = 258;

/** What a language model answers, and the tokens it counts. */
export interface TextAnswer {
  output: string;
  tokens: { input: number; output: number };
}

/**
 * The answer of a language model. With pictures, or when JSON is asked for, it is JSON text, in code fences for
 * about every third content (the same content always alike); otherwise a mild rewrite of the prompt.
 */
export async function answerText(
  artist: Artist,
  { input, references }: { input: Record<string, unknown>; references: Reference[] },
): Promise<TextAnswer> {
  const prompt = String(input.prompt ?? "");
  const systemPrompt = typeof input.system_prompt === "string" ? input.system_prompt : undefined;
  const images = references.map((reference) => reference.bytes);
  const wantsJson = images.length > 0 || /\bjson\b/i.test(`${systemPrompt} ${prompt}`);
  const output = wantsJson
    ? fenceSometimes(await answerJson(artist, { prompt, systemPrompt, images }), [
        prompt,
        systemPrompt,
        images,
      ])
    : rewrite(prompt);
  const inputCharacters = prompt.length + (systemPrompt?.length ?? 0);
  return {
    output,
    tokens: {
      input: Math.ceil(inputCharacters / CHARACTERS_PER_TOKEN) + images.length * TOKENS_PER_IMAGE,
      output: Math.ceil(output.length / CHARACTERS_PER_TOKEN),
    },
  };
}

async function answerJson(artist: Artist, request: Parameters<Artist["describe"]>[0]): Promise<string> {
  const given = request.images.length === 0 ? lastObjectIn(request.prompt) : undefined;
  return JSON.stringify(given ?? (await artist.describe(request)), null, 2);
}

/** Asked to repair JSON, a model gives back the object it was shown. */
function lastObjectIn(text: string): Record<string, unknown> | undefined {
  const end = text.lastIndexOf("}");
  for (let start = text.indexOf("{"); start !== -1 && start < end; start = text.indexOf("{", start + 1)) {
    const value = parseObject(text.slice(start, end + 1));
    if (isObject(value)) return value;
  }
  return undefined;
}

type Content = [prompt: string, systemPrompt: string | undefined, images: Buffer[]];

function fenceSometimes(json: string, [prompt, systemPrompt, images]: Content): string {
  const digests = images.map((image) => createHash("sha256").update(image).digest("hex"));
  const isFenced = chance("fence", prompt, systemPrompt ?? "", ...digests) < FENCED_SHARE;
  return isFenced ? `\`\`\`json\n${json}\n\`\`\`` : json;
}

const CLOSINGS = [
  "Soft even light, plain background, every detail in focus.",
  "Clean neutral backdrop, full figure in view, gentle daylight.",
  "Balanced composition, natural colours, crisp edges.",
];

/** Harsh words as a language model would soften them. */
const SOFTER: Readonly<Record<string, string>> = {
  slaughter: "battle",
  massacre: "battle",
  butchered: "defeated",
  gunfight: "chase",
  mutilated: "weathered",
  bloodthirsty: "fierce",
};

/** Tidies the last paragraph of the prompt, softens its harsh words and adds a harmless closing chosen by the text itself. */
function rewrite(prompt: string): string {
  const paragraph =
    prompt
      .trim()
      .split(/\n\s*\n/)
      .at(-1) ?? "";
  const text = paragraph
    .replace(/^\s*(prompt|description|text)\s*:\s*/i, "")
    .replace(/\s+/g, " ")
    .replace(/[\s.]+$/, "")
    .replace(/[a-z]+/gi, (word) => SOFTER[word.toLowerCase()] ?? word);
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  return `${sentence} ${CLOSINGS[Math.floor(chance("closing", text) * CLOSINGS.length)]}`;
}
