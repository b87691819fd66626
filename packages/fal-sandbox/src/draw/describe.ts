import { skinOf } from "./limbs.ts";
import type { Character, Garment, Location, Mark, Prop, Subject } from "./subject.ts";

/** What a vision model would say about recognised subjects; the first is the main one. */
export function describePictures({
  prompt,
  subjects,
}: {
  prompt: string;
  subjects: readonly Subject[];
}): Record<string, unknown> {
  const [first] = subjects;
  if (first === undefined) return { error: "no picture was given", prompt: prompt.trim().slice(0, 80) };
  if (first.type === "character") return describeCharacter(first);
  return first.type === "prop" ? describeProp(first) : describeLocation(first);
}

const STUDIO = {
  description: "soft studio light with gentle shading",
  direction: "upper left",
  mood: "friendly",
};
const ART_STYLE = "rounded storybook illustration with clean outlines and soft gradients";

function describeCharacter(character: Character): Record<string, unknown> {
  const { build, age, creature, face, garments, marks, hair } = character;
  return {
    subjectType: "character",
    faceStructure:
      creature === "human"
        ? `round ${age} face with ${face.eyeSize > 1 ? "large" : "medium"} eyes${face.freckles ? " and freckles" : ""}`
        : `${creature} face`,
    eyeColor: character.eyes,
    ...(hair.style === "none" ? {} : { hairColor: hair.color, hairStyle: hair.style }),
    skinTone: skinOf(character),
    bodyType: build.girth > 1.2 ? "stout" : build.girth < 0.9 ? "slender" : "average",
    height: build.height > 1.05 ? "tall" : build.height < 0.86 ? "small" : "medium",
    costume: {
      description: garments.map((garment) => garment.kind).join(", ") || "none",
      items: garments.map(describeGarment),
      marks: marks.map(describeMark),
    },
    lighting: STUDIO,
    colorPalette: paletteOf([
      ...garments.map(({ color }) => color),
      ...(hair.style === "none" ? [] : [hair.color]),
      skinOf(character),
      ...marks.map(({ color }) => color),
    ]),
    artStyle: ART_STYLE,
    technicalSpecs: { view: "eye level", framing: "full body", background: "plain studio" },
  };
}

function describeGarment({ part, kind, color, trim }: Garment): Record<string, unknown> {
  return { part, description: `${kind} with trim ${trim}`, color };
}

/** Sides are the figure's own. */
function describeMark({ kind, side, color }: Mark): Record<string, unknown> {
  return { description: kind.replaceAll("-", " "), side, color };
}

function describeProp({ kind, summary, color, second, accent, markSide }: Prop): Record<string, unknown> {
  return {
    subjectType: "prop",
    bodyType: summary,
    costume: {
      description: kind,
      items: [{ part: "body", description: kind, color }],
      marks: [{ description: "one-sided detail", side: markSide, color: accent }],
    },
    lighting: STUDIO,
    colorPalette: paletteOf([color, second, accent]),
    artStyle: ART_STYLE,
    technicalSpecs: { view: "eye level", framing: "whole object", background: "plain studio" },
  };
}

function describeLocation({
  kind,
  summary,
  time,
  weather,
  main,
  second,
  accent,
}: Location): Record<string, unknown> {
  const isRoom = kind === "interior";
  return {
    subjectType: "location",
    environment: `${summary}, ${isRoom ? "indoors" : `${weather} ${time}`}`,
    lighting: {
      description: isRoom ? "light from the windows" : `${time} light`,
      direction: "upper left",
      mood: time === "night" ? "quiet" : "friendly",
    },
    colorPalette: paletteOf([main, second, accent]),
    artStyle: ART_STYLE,
    technicalSpecs: { view: "eye level", framing: "wide", background: isRoom ? "room" : "landscape" },
  };
}

function paletteOf(colors: readonly string[]): readonly string[] {
  return [...new Set(colors)].slice(0, 8);
}
