import { describePictures } from "./describe.ts";
import type { Subject } from "./subject.ts";

/** One thing that two pictures show differently, as a vision model would put it. */
interface Difference {
  part: string;
  image: string;
  reference: string;
}

const ABSENT = "not there";

/**
 * What a vision model that is asked for differences would say of the main subjects of two pictures: what it would
 * describe differently, then a verdict; unsure where one of them shows nothing.
 */
export function comparePictures(
  [image]: readonly Subject[],
  [reference]: readonly Subject[],
): { differences: Difference[]; verdict: "same" | "different" | "unsure" } {
  if (!image || !reference) return { differences: [], verdict: "unsure" };
  const [one, other] = [image, reference].map((subject) => leavesOf(subject));
  const parts = [...new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])];
  const differences = parts
    .map((part) => ({ part, image: one?.get(part) ?? ABSENT, reference: other?.get(part) ?? ABSENT }))
    .filter((difference) => difference.image !== difference.reference);
  return { differences, verdict: differences.length === 0 ? "same" : "different" };
}

/** A description as words by part; the palette only repeats what the parts say. */
function leavesOf(subject: Subject): Map<string, string> {
  const { colorPalette: _, ...description } = describePictures({ prompt: "", subjects: [subject] });
  return new Map(leaves(description));
}

function leaves(value: unknown, path: string[] = []): Array<[part: string, words: string]> {
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, [...path, nameOf(each)]));
  if (typeof value !== "object" || value === null) return [[path.join(" "), String(value)]];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
}

/** Items of a list are told apart by what they are, not by their place in it. */
function nameOf(item: unknown): string {
  const { part, description, side } = Object(item) as Partial<Record<string, unknown>>;
  return [side, part ?? description].filter(Boolean).join(" ");
}
