import { type Lab, toLab } from "../images/index.ts";

/** Colors as people name them, each by one example in sRGB; what a name covers is decided by distance. */
const NAMED: Readonly<Record<string, string>> = {
  black: "#1c1c1c",
  white: "#f6f6f4",
  grey: "#8c8f94",
  silver: "#c3c7cd",
  red: "#c8262c",
  crimson: "#a3152e",
  orange: "#ee7d22",
  ginger: "#c4622d",
  auburn: "#7d3a22",
  brown: "#6b4326",
  tan: "#c79b6d",
  beige: "#e3d3b4",
  blonde: "#e2c46e",
  gold: "#d4a72c",
  yellow: "#f2cf2e",
  olive: "#7a7a2f",
  green: "#3d9142",
  emerald: "#178a5b",
  teal: "#1f8a85",
  turquoise: "#35c2bb",
  cyan: "#2bbfdc",
  blue: "#2f5fc4",
  navy: "#1f2d5c",
  purple: "#7a3fa5",
  violet: "#8a5bc9",
  magenta: "#c92d8e",
  pink: "#f09bbd",
};

/** Other words for the same. */
const SAME: Readonly<Record<string, string>> = {
  gray: "grey",
  golden: "gold",
  blond: "blonde",
  amber: "gold",
  hazel: "brown",
  scarlet: "red",
  azure: "blue",
};

const labs = new Map(Object.entries(NAMED).map(([name, hex]) => [name, labOf(hex)]));

/** Every word that names a color here, longest first. */
export const COLOR_WORDS: readonly string[] = [...labs.keys(), ...Object.keys(SAME)].sort(
  (a, b) => b.length - a.length,
);

/** The name that fits a color best. */
export function nameOfColor(hex: string): string {
  const color = labOf(hex);
  const [best] = [...labs].sort(([, a], [, b]) => apart(a, color) - apart(b, color));
  return best?.[0] ?? "grey";
}

/**
 * How far a color is from what a word means, in OKLab; 0 for an unknown word. Lightness counts less than hue, because
 * a shaded green coat is still green.
 */
export function colorGap(word: string, hex: string): number {
  const meant = labs.get(SAME[word] ?? word);
  return meant ? apart(meant, labOf(hex)) : 0;
}

const LIGHTNESS_WEIGHT = 0.6;

function apart(one: Lab, other: Lab): number {
  const lightness = (one[0] - other[0]) * LIGHTNESS_WEIGHT;
  return Math.hypot(lightness, (one[1] - other[1]) * 1.6, (one[2] - other[2]) * 1.6);
}

function labOf(hex: string): Lab {
  const value = Number.parseInt(hex.slice(1), 16);
  return toLab((value >> 16) & 255, (value >> 8) & 255, value & 255);
}
