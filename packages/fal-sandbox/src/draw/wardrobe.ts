import type { Chance } from "./chance.ts";
import { type Choosing, colorAmong } from "./choosing.ts";
import { CLOTHES } from "./clothing-words.ts";
import { darker, lighter, lightness, vary } from "./color.ts";
import { COLORS } from "./color-words.ts";
import type { Character, Garment, Mark, Side } from "./subject.ts";
import { MARKS } from "./vocabulary.ts";

/** The garments and one-sided marks that the words ask for, completed so that nobody stands there half dressed. */
export function costumeFrom(choosing: Choosing, creature: string): Pick<Character, "garments" | "marks"> {
  const palette = choosing.steady.pick("palette", PALETTES);
  const garments: Garment[] = [];
  for (const { noun, adjectives } of choosing.mentions) {
    const cloth = CLOTHES[noun];
    if (cloth === undefined || garments.some(({ part }) => part === cloth.part)) continue;
    if (noun === "gloves" && adjectives.some(isSide)) continue;
    const colors = adjectives.filter((word) => colorAmong([word], COLORS) !== undefined);
    const color = colorAmong(colors, COLORS) ?? cloth.color ?? choosing.steady.pick(`color ${noun}`, palette);
    const trim =
      colorAmong(colors.slice(1), COLORS) ?? trimFor(color, choosing.loose.pick(`trim ${noun}`, palette));
    garments.push({
      part: cloth.part,
      kind: cloth.kind,
      color: shade(choosing.steady, { name: noun, color }),
      trim,
    });
  }
  if (creature !== "robot") dress({ garments, choosing, palette });
  return { garments, marks: marksFrom({ choosing, creature, palette }) };
}

/** Colours that go together: main, second, leather, light, accent. */
const PALETTES: readonly (readonly [string, string, string, string, string])[] = [
  ["#3f7f9a", "#384a6b", "#7d5237", "#f3e6c8", "#f0842c"],
  ["#d8645a", "#4a4663", "#6a4632", "#f5eeda", "#f4c62f"],
  ["#5d9a6c", "#6b5a48", "#8a5a38", "#f3e6c8", "#d43a3a"],
  ["#7c5fb0", "#3c3f66", "#5e3d29", "#e9dff2", "#33b8b2"],
  ["#e3a33b", "#46596e", "#7a4429", "#f4f2ec", "#b4213c"],
  ["#c96f8f", "#5a4a6f", "#7d5237", "#f7e7dc", "#4f9de6"],
  ["#2f8f88", "#59544f", "#87573a", "#f1ead2", "#f4745f"],
  ["#4a68b8", "#55606f", "#6a4632", "#f4f2ec", "#f4c62f"],
];

/** What nobody mentioned but everybody wears. */
function dress({
  garments,
  choosing,
  palette,
}: {
  garments: Garment[];
  choosing: Choosing;
  palette: readonly string[];
}): void {
  const { steady, loose } = choosing;
  const has = (part: Garment["part"]): Garment | undefined =>
    garments.find((garment) => garment.part === part);
  const put = (part: Garment["part"], kind: string, color: string): void => {
    garments.push({ part, kind, color, trim: trimFor(color, loose.pick(`trim ${part}`, palette)) });
  };
  const [main, second, leather, light, accent] = palette as readonly [string, string, string, string, string];
  if (has("top") === undefined) {
    const kind = steady.pick("top", ["shirt", "shirt", "sweater", "tunic", "hoodie"]);
    put("top", has("over") === undefined ? kind : "shirt", has("over") === undefined ? main : light);
  }
  const long = ["dress", "robe", "jumpsuit"].includes(has("top")?.kind ?? "");
  if (has("bottom") === undefined && !long) {
    put(
      "bottom",
      steady.pick("bottom", ["trousers", "trousers", "shorts", "trousers"]),
      loose.happens("bottomColor", 0.5) ? second : darker(second, 0.2),
    );
  }
  if (has("feet") === undefined)
    put(
      "feet",
      steady.pick("feet", ["boots", "shoes"]),
      loose.happens("feetColor", 0.6) ? leather : darker(leather, 0.3),
    );
  if (has("neck") === undefined && has("over") === undefined && steady.happens("neck", 0.22))
    put("neck", "scarf", accent);
  if (has("waist") === undefined && steady.happens("waist", 0.3)) put("waist", "belt", leather);
}

/** Marks that were asked for, and one or two of the figure's own when none was: without them left and right would look alike. */
function marksFrom({
  choosing,
  creature,
  palette,
}: {
  choosing: Choosing;
  creature: string;
  palette: readonly string[];
}): Mark[] {
  const { mentions, steady, loose } = choosing;
  const marks: Mark[] = [];
  for (const { noun, adjectives } of mentions) {
    const known =
      MARKS[noun] ?? (noun === "gloves" && adjectives.some(isSide) ? { kind: "glove" } : undefined);
    if (known === undefined || marks.some(({ kind }) => kind === known.kind)) continue;
    const side: Side = adjectives.find(isSide) ?? steady.pick(`side ${noun}`, ["left", "right"] as const);
    const color = colorAmong(adjectives, COLORS) ?? known.color ?? steady.pick(`color ${noun}`, palette);
    marks.push({ kind: known.kind, side, color });
  }
  if (marks.length > 0) return marks;
  const options =
    creature === "robot"
      ? ["shoulder-pad", "badge", "armband"]
      : ["satchel", "badge", "glove", "armband", "shoulder-pad", "sleeve", "knee-patch"];
  const first = steady.pick("mark", options);
  marks.push({
    kind: first,
    side: steady.pick("markSide", ["left", "right"]),
    color: steady.pick("markColor", ACCENTS),
  });
  const second = loose.pick(
    "mark 2",
    options.filter((kind) => kind !== first),
  );
  if (loose.happens("two marks", 0.4))
    marks.push({
      kind: second,
      side: loose.pick("mark 2 side", ["left", "right"]),
      color: loose.pick("mark 2 color", ACCENTS),
    });
  return marks;
}

const ACCENTS = [
  "#f4c62f",
  "#d43a3a",
  "#33b8b2",
  "#f0842c",
  "#9a6336",
  "#7c4bb3",
  "#f4f2ec",
  "#3fa05a",
] as const;

function isSide(word: string): word is Side {
  return word === "left" || word === "right";
}

/** A trim that can be told from its cloth. */
function trimFor(color: string, wanted: string): string {
  if (Math.abs(lightness(color) - lightness(wanted)) > 18) return wanted;
  return lightness(color) > 55 ? darker(color, 0.4) : lighter(color, 0.45);
}

function shade(chance: Chance, { name, color }: { name: string; color: string }): string {
  return vary(color, {
    hue: chance.between(`hue ${name}`, [-6, 6]),
    light: chance.between(`light ${name}`, [0.87, 1.09]),
  });
}
