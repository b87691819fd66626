/** Red, green and blue, 0-255. */
export type Rgb = readonly [number, number, number];

const SHADOW: Rgb = [52, 34, 82];
const LIGHT: Rgb = [255, 246, 226];

/** Towards warm light: `amount` 0-1. */
export function lighter(hex: string, amount: number): string {
  return mixColors(hex, toHex(LIGHT), amount);
}

/** Towards a cool violet shadow, which reads softer than black: `amount` 0-1. */
export function darker(hex: string, amount: number): string {
  return mixColors(hex, toHex(SHADOW), amount);
}

/** The straight mixture of two colours; `share` 0 is `a`, 1 is `b`. */
export function mixColors(a: string, b: string, share: number): string {
  const [r1, g1, b1] = toRgb(a);
  const [r2, g2, b2] = toRgb(b);
  return toHex([r1 + (r2 - r1) * share, g1 + (g2 - g1) * share, b1 + (b2 - b1) * share]);
}

/** A `#rrggbb` colour as channels. */
export function toRgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Channels as `#rrggbb`, clamped to 0-255. */
export function toHex(rgb: readonly [number, number, number]): string {
  const channels = rgb.map((channel) => Math.max(0, Math.min(255, Math.round(channel))));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** CIE L*a*b* under D65. */
export function toLab([r, g, b]: Rgb): readonly [number, number, number] {
  const [lr, lg, lb] = [linear(r), linear(g), linear(b)];
  const x = bend((0.4124 * lr + 0.3576 * lg + 0.1805 * lb) / 0.95047);
  const y = bend(0.2126 * lr + 0.7152 * lg + 0.0722 * lb);
  const z = bend((0.0193 * lr + 0.1192 * lg + 0.9505 * lb) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Perceived lightness 0-100. */
export function lightness(hex: string): number {
  return toLab(toRgb(hex))[0];
}

/** The same colour with hue turned (degrees) and lightness scaled: small numbers keep its name. */
export function vary(hex: string, { hue, light }: { hue: number; light: number }): string {
  const [r, g, b] = toRgb(hex);
  const angle = (hue * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const luma = 0.299 * r + 0.587 * g + 0.114 * b;
  const u = (b - luma) * 0.492;
  const v = (r - luma) * 0.877;
  const [u2, v2] = [u * cos - v * sin, u * sin + v * cos];
  const y = luma * light;
  return toHex([y + 1.14 * v2, y - 0.395 * u2 - 0.581 * v2, y + 2.033 * u2]);
}

function linear(channel: number): number {
  return LINEAR[Math.max(0, Math.min(255, Math.round(channel)))] ?? 0;
}

const LINEAR = Array.from({ length: 256 }, (_, channel) => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

function bend(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
}
