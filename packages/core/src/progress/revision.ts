import { REVISION_VIEW } from "../limits.ts";

/** A changed prompt in short: the part that differs, before and after, with a little of the text around it. */
export function shortRevision(before: string, after: string): { from: string; to: string } {
  const start = wordStart(before, sharedStart(before, after));
  const end = sharedEnd(before.slice(start), after.slice(start));
  return { from: part(before, start, end), to: part(after, start, end) };
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one[length] === other[length]) length += 1;
  return length;
}

function sharedEnd(one: string, other: string): number {
  let length = 0;
  const most = Math.min(one.length, other.length);
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  // Back to where a word begins.
  while (length > 0 && /\w/.test(one.at(-length) ?? "") && /\w/.test(one.at(-length - 1) ?? "")) length -= 1;
  return length;
}

function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && /\w/.test(text[start - 1] ?? "")) start -= 1;
  return start;
}

function part(text: string, start: number, end: number): string {
  const { aroundChars, partMaxChars } = REVISION_VIEW;
  const from = wordStart(text, Math.max(0, start - aroundChars));
  const to = Math.min(text.length, text.length - end + aroundChars);
  const shown = text.slice(from, Math.min(to, from + partMaxChars));
  const isCut = from + shown.length < text.length;
  return `${from > 0 ? "…" : ""}${shown}${isCut ? "…" : ""}`;
}
