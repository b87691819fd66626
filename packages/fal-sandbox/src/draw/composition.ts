import { azimuthOfText } from "./azimuth.ts";

/** What a prompt says about one of the pictures it was given. Places and sizes are shares of the picture. */
export interface Part {
  /** Which of the given pictures, from 1. */
  readonly image: number;
  readonly role: "character" | "location" | "prop" | "style" | "layout";
  /** Where its middle stands, 0 (left edge) to 1; undefined when the prompt leaves it open. */
  readonly x: number | undefined;
  /** Where it touches the ground, 0 (top) to 1. */
  readonly ground: number | undefined;
  /** Its height as a share of the picture's. */
  readonly tall: number | undefined;
  readonly azimuth: number | undefined;
  /** All that is said about it, for the pose. */
  readonly text: string;
}

const OPENING = /\bimage (\d{1,2}) (?:is|shows) (?:the |a |an )?(character|location|prop|style|layout)\b/gi;

/** The parts of a scene that a prompt assigns to numbered pictures; empty when it assigns none. */
export function readComposition(prompt: string): readonly Part[] {
  const openings = [...prompt.matchAll(OPENING)];
  return openings.map((opening, index) => {
    const end = openings[index + 1]?.index ?? endOfLine(prompt, opening.index);
    const text = prompt.slice(opening.index, Math.min(end, endOfLine(prompt, opening.index)));
    return {
      image: Number(opening[1]),
      role: (opening[2] ?? "").toLowerCase() as Part["role"],
      x: percentBefore(text, "from the left"),
      ground: percentBefore(text, "from the top"),
      tall: percentBefore(text, "of the picture's height"),
      azimuth: azimuthOfText(text),
      text,
    };
  });
}

function endOfLine(prompt: string, from: number): number {
  const end = prompt.indexOf("\n", from);
  return end < 0 ? prompt.length : end;
}

function percentBefore(text: string, words: string): number | undefined {
  const found = new RegExp(`(\\d{1,3}(?:\\.\\d+)?)\\s?% ${words}`).exec(text)?.[1];
  return found === undefined ? undefined : Number(found) / 100;
}
