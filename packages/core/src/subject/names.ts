import { SUBJECT } from "../limits.ts";

/** The words of a name as they are compared: without case, accents and punctuation, each once. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, SUBJECT.nameWordsMax);
}

/** Whether every asked word begins a word of the name. */
export function matches(name: string, asked: string[]): boolean {
  const words = wordsOf(name);
  return asked.every((start) => words.some((word) => word.startsWith(start)));
}
