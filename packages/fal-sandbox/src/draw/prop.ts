import { type Camera, createCamera } from "./camera.ts";
import { createChance } from "./chance.ts";
import type { Wording } from "./character.ts";
import { vary } from "./color.ts";
import { COLORS } from "./color-words.ts";
import type { Sprite } from "./figure.ts";
import { type Canvas, createCanvas } from "./paint.ts";
import { FURNITURE } from "./prop-furniture.ts";
import { PROP_KINDS } from "./prop-kinds.ts";
import { OBJECTS } from "./prop-objects.ts";
import { VEHICLES } from "./prop-vehicles.ts";
import { createSolidPainter, type SolidPainter } from "./solid-paint.ts";
import type { Prop } from "./subject.ts";

/** What a recipe for one kind of prop works with; `g` and `h` scale its girth and height. */
export interface Workshop {
  readonly prop: Prop;
  readonly paint: SolidPainter;
  readonly canvas: Canvas;
  readonly camera: Camera;
  readonly g: number;
  readonly h: number;
  /** 1 when the one-sided detail is on the prop's own left, else -1. */
  readonly side: 1 | -1;
}

/** Draws one kind of prop; answers its height and half its ground in units. */
export type Recipe = (workshop: Workshop) => { height: number; footprint: number };

/** The prop that a text and a seed stand for. */
export function propFromText({ description, wholeText, seed }: Wording): Prop {
  const steady = createChance(`${description}|${seed}`);
  const loose = createChance(`${wholeText}|${seed}`);
  const words = description.toLowerCase().match(/#[0-9a-f]{6}|[a-z]+/g) ?? [];
  const nouns = words.filter((word) => Object.hasOwn(PROP_KINDS, word));
  const noun = nouns.find((word) => PROP_KINDS[word] !== "generic") ?? nouns[0] ?? "object";
  const beforeGround = description
    .toLowerCase()
    .replace(/\b\w+ (?:\w+ )?(?:background|backdrop|studio)\b/g, " ");
  const told = (beforeGround.match(/#[0-9a-f]{6}|[a-z]+/g) ?? []).flatMap((word) =>
    word.startsWith("#") ? [word] : Object.hasOwn(COLORS, word) ? [COLORS[word] ?? ""] : [],
  );
  const [main, second, accent] = steady.pick("colors", [
    ["#c8474a", "#f3e6c8", "#dba81f"],
    ["#2f8f88", "#e7dcc2", "#f0842c"],
    ["#4a68b8", "#d9dde6", "#f4c62f"],
    ["#8a5a38", "#d9bf8c", "#b9c0ca"],
    ["#7c5fb0", "#efe4f4", "#33b8b2"],
    ["#5d9a6c", "#f1ead2", "#d8645a"],
  ] as const);
  return {
    type: "prop",
    summary: noun,
    kind: PROP_KINDS[noun] ?? "generic",
    color: vary(told[0] ?? main, {
      hue: steady.between("hue", [-6, 6]),
      light: steady.between("light", [0.88, 1.09]),
    }),
    second: told[1] ?? second,
    accent: told[2] ?? loose.pick("accent", [accent, "#f4c62f", "#33b8b2", "#d8645a"]),
    girth: steady.between("girth", [0.8, 1.2]),
    height: steady.between("height", [0.8, 1.16]),
    details: 2 + Math.floor(loose.unit("details") * 4),
    markSide: steady.pick("side", ["left", "right"]),
  };
}

/** Draws a prop as the camera sees it. */
export function drawProp(
  prop: Prop,
  { azimuth, elevation, prefix }: { azimuth: number; elevation: number; prefix: string },
): Sprite {
  const canvas = createCanvas(prefix);
  const camera = createCamera({ azimuth, elevation: elevation + 5 });
  const recipe = { ...OBJECTS, ...FURNITURE, ...VEHICLES }[prop.kind] ?? OBJECTS.generic;
  if (recipe === undefined) throw new RangeError(`no recipe for a prop of kind "${prop.kind}"`);
  const side = prop.markSide === "left" ? 1 : -1;
  const made = recipe({
    prop,
    canvas,
    camera,
    paint: createSolidPainter(canvas, camera),
    g: prop.girth,
    h: prop.height,
    side,
  });
  return { ...canvas.finish(), ...made };
}
