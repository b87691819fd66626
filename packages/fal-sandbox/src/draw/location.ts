import { wrapDegrees } from "./camera.ts";
import { createChance } from "./chance.ts";
import type { Wording } from "./character.ts";
import { mixColors } from "./color.ts";
import { COLORS } from "./color-words.ts";
import { LANDMARKS } from "./landmarks.ts";
import { LOCATION_KINDS } from "./location-kinds.ts";
import { HALF_VIEW_DEGREES, type Outlook, screenX } from "./outlook.ts";
import { roomBackground } from "./room.ts";
import { skyAndGround } from "./sky.ts";
import type { Location } from "./subject.ts";

/** The place that a text and a seed stand for. */
export function locationFromText({ description, wholeText, seed }: Wording): Location {
  const steady = createChance(`${description}|${seed}`);
  const words = description.toLowerCase().match(/#[0-9a-f]{6}|[a-z]+/g) ?? [];
  const noun = words.find((word) => Object.hasOwn(LOCATION_KINDS, word)) ?? "meadow";
  const told = words.flatMap((word) =>
    word.startsWith("#") ? [word] : Object.hasOwn(COLORS, word) ? [COLORS[word] ?? ""] : [],
  );
  const has = (...options: string[]): boolean => words.some((word) => options.includes(word));
  const time = has("night", "midnight", "moonlit", "moonlight")
    ? "night"
    : has("sunset", "evening", "dusk", "twilight")
      ? "evening"
      : has("dawn", "morning", "sunrise")
        ? "morning"
        : has("day", "noon", "sunny")
          ? "day"
          : steady.pick("time", ["morning", "day", "day", "evening"] as const);
  return {
    type: "location",
    summary: noun,
    kind: LOCATION_KINDS[noun] ?? "meadow",
    time,
    weather: has("snow", "snowy", "winter", "frozen")
      ? "snow"
      : has("cloudy", "rain", "rainy", "stormy", "misty", "foggy")
        ? "cloudy"
        : "clear",
    main: told[0] ?? steady.pick("main", ["#4f9a55", "#7d9a4f", "#3f8f7a", "#b0673f", "#8f6fb0", "#c98a4a"]),
    second: told[1] ?? steady.pick("second", ["#c8474a", "#4a68b8", "#dba81f", "#2f8f88", "#a9564a"]),
    accent: createChance(`${wholeText}|${seed}`).pick("accent", ["#f4c62f", "#f0842c", "#33b8b2", "#f28fb4"]),
    seed: `${steady.unit("ring")}`,
  };
}

/** The view of a place as SVG that fills the picture. */
export function drawLocation(place: Location, outlook: Outlook): string {
  const { size, azimuth } = outlook;
  const horizon = size.height * Math.max(0.3, Math.min(0.75, 0.56 - (outlook.elevation - 7) * 0.008));
  const background =
    place.kind === "interior"
      ? roomBackground(place, { ...outlook, horizon })
      : skyAndGround(place, { ...outlook, horizon });
  const things = ringOf(place)
    .map((thing) => ({ ...thing, away: wrapDegrees(thing.direction - azimuth) }))
    .filter(({ away }) => Math.abs(away) < HALF_VIEW_DEGREES + 26)
    .sort((a, b) => b.distance - a.distance);
  const defs: string[] = [];
  const bodies = things.map(({ away, distance, kind, index, tint }) => {
    const draw = LANDMARKS[kind];
    if (draw === undefined) return "";
    const made = draw({ place, prefix: `l${index}-`, key: `${place.seed}|${index}`, tint });
    defs.push(made.defs);
    const x = screenX(away, size.width);
    const scale = (size.height / 100) * (2.6 / distance);
    const y = horizon + (size.height * 0.44) / distance;
    return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale.toFixed(3)})"><ellipse cx="2" cy="0" rx="${made.footprint * 1.3}" ry="${made.footprint * 0.22}" fill="#2b2145" opacity=".22"/>${made.body}</g>`;
  });
  return `<defs>${defs.join("")}</defs>${background}${bodies.join("")}`;
}

interface Thing {
  readonly direction: number;
  readonly distance: number;
  readonly kind: string;
  readonly index: number;
  readonly tint: string;
}

/** What stands around the viewer: near and far things in turn, all around. */
function ringOf(place: Location): readonly Thing[] {
  const chance = createChance(`${place.seed}|${place.kind}`);
  const kinds = RINGS[place.kind] ?? RINGS.meadow ?? [];
  const count = place.kind === "interior" ? 14 : 30;
  return Array.from({ length: count }, (_, index) => {
    const row = index % 3;
    const distance =
      place.kind === "interior"
        ? chance.between(`d${index}`, [2.3, 3])
        : ([
            chance.between(`d${index}`, [6.2, 9]),
            chance.between(`d${index}`, [3.6, 5.2]),
            chance.between(`d${index}`, [2, 2.9]),
          ][row] ?? 4);
    const options = kinds[place.kind === "interior" ? 0 : row] ?? ["bush"];
    return {
      direction: (index / count) * 360 + chance.between(`a${index}`, [-5, 5]),
      distance,
      kind: chance.pick(`k${index}`, options),
      index,
      tint: mixColors(
        place.main,
        chance.pick(`t${index}`, [place.second, place.accent, "#ffffff", place.main]),
        chance.between(`s${index}`, [0, 0.32]),
      ),
    };
  });
}

/** Far, middle and near things by landscape. */
const RINGS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  forest: [
    ["pine", "tree", "pine"],
    ["tree", "pine", "tree"],
    ["bush", "rock", "mushroom", "tree"],
  ],
  meadow: [
    ["tree", "house", "tree"],
    ["house", "tree", "fence", "bush"],
    ["bush", "flowers", "rock", "fence"],
  ],
  city: [
    ["tower", "block", "block"],
    ["block", "shop", "shop"],
    ["lamppost", "crates", "bush", "lamppost"],
  ],
  castle: [
    ["tower", "keep", "tower"],
    ["keep", "tower", "tree"],
    ["rock", "banner", "bush", "barrels"],
  ],
  harbour: [
    ["sailboat", "rock", "sailboat"],
    ["sailboat", "shop", "palm"],
    ["crates", "barrels", "bollard", "rock"],
  ],
  desert: [
    ["mesa", "mesa", "rock"],
    ["cactus", "rock", "palm"],
    ["cactus", "rock", "bush"],
  ],
  mountain: [
    ["pine", "rock", "pine"],
    ["pine", "rock", "house"],
    ["rock", "pine", "bush"],
  ],
  interior: [["shelf", "tableset", "plant", "armchair", "floorlamp", "chestbox", "shelf"]],
};
