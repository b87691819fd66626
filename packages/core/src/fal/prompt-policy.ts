/** Words that content filters stumble over, and what says the same to a painter; "" drops the word. */
export const POLICY_WORDS: Readonly<Record<string, string>> = {
  explicit: "clear",
  violent: "dramatic",
  violence: "tension",
  illegal: "secret",
  blood: "crimson",
  bloody: "weathered",
  bloodied: "weathered",
  gore: "dust",
  gory: "grim",
  gruesome: "grim",
  corpse: "statue",
  naked: "fully clothed",
  nude: "fully clothed",
  nudity: "",
  sexy: "elegant",
  sexual: "",
  seductive: "confident",
  lingerie: "evening dress",
  topless: "fully clothed",
  kill: "defeat",
  killing: "defeating",
  murder: "mystery",
  suicide: "",
  torture: "",
};

const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const NEGATION = /(?:\b(?:no|not|non|never|without)|n't)[\s-]+$/i;
const CLAUSE = "Wholesome scene, suitable for all ages.";
const SENTENCE_END = /(?<=[.!?])\s+/;

export interface PromptRevision {
  prompt: string;
  /** What was changed, in words. */
  what: string;
}

/**
 * A milder version of a refused prompt: the first revision exchanges words of the policy list, the second says that
 * the scene is harmless, the third keeps the first sentence only. Undefined when nothing is left to change. Only whole
 * words count ("nonviolent" and "explicitly lit" stay), and a negated one ("without blood") stays as well.
 */
export function revisePrompt(prompt: string, revision: number): PromptRevision | undefined {
  const exchanged = exchangeWords(prompt);
  if (revision <= 1 && exchanged.words.length > 0) {
    return { prompt: exchanged.prompt, what: `prompt revised: ${exchanged.words.join(", ")} exchanged` };
  }
  const stated = exchanged.prompt.includes(CLAUSE) ? exchanged.prompt : `${exchanged.prompt} ${CLAUSE}`;
  if (revision <= 2 && stated !== prompt)
    return { prompt: stated, what: "prompt revised: stated as harmless" };
  const [first = ""] = exchanged.prompt.split(SENTENCE_END);
  const short = `${first} ${CLAUSE}`.trim();
  if (first === CLAUSE || short === prompt) return undefined;
  return { prompt: short, what: "prompt revised: first sentence only" };
}

/** The policy words that a prompt uses, each once, as they are on the list. */
export function policyWords(prompt: string): string[] {
  return exchangeWords(prompt).words;
}

function exchangeWords(prompt: string): { prompt: string; words: string[] } {
  const plain = prompt.normalize("NFKC").replace(INVISIBLE, "");
  const words = new Set<string>();
  const exchanged = plain.replace(/[\p{L}\p{N}]+/gu, (word, offset: number) => {
    const known = word.toLowerCase();
    const replacement = Object.hasOwn(POLICY_WORDS, known) ? POLICY_WORDS[known] : undefined;
    if (replacement === undefined || NEGATION.test(plain.slice(Math.max(0, offset - 16), offset)))
      return word;
    words.add(known);
    return replacement;
  });
  if (words.size === 0) return { prompt, words: [] };
  const tidy = exchanged
    .replace(/\s{2,}/g, " ")
    .replace(/\s+(?=[,.;!?])/g, "")
    .replace(/[,;]+(?=[,.;!?])/g, "");
  return { prompt: tidy.trim(), words: [...words] };
}
