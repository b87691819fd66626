import { mixColors } from "./color.ts";
import type { Sprite } from "./figure.ts";

/** A sprite's place in a picture: fractions of the picture's width and height, and how tall 100 units are, as a fraction of its height. */
export interface Placement {
  readonly sprite: Sprite;
  /** Where its middle stands, 0 (left edge) to 1. */
  readonly x: number;
  /** Where its soles are, 0 (top) to 1. */
  readonly ground: number;
  /** The height of 100 figure units, as a share of the picture's height. */
  readonly scale: number;
}

/** The size of a picture in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One SVG document: a background and sprites in the given order, those standing lower drawn later. */
export function composePicture({
  size,
  background,
  placements,
}: {
  size: Size;
  background: string;
  placements: readonly Placement[];
}): string {
  const ordered = [...placements].sort((a, b) => a.ground - b.ground);
  const figures = ordered.map((placement) => placed(placement, size)).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}"><defs>${SHADOW}${ordered.map(({ sprite }) => sprite.defs).join("")}</defs>${background}${figures}</svg>`;
}

/** A soft studio ground: light wall, lighter pool behind the subject, floor. */
export function studioBackground({ width, height }: Size, tint: string): string {
  const wall = mixColors(tint, "#ffffff", 0.2);
  return (
    `<defs><linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${mixColors(tint, "#ffffff", 0.05)}"/><stop offset=".72" stop-color="${wall}"/><stop offset=".8" stop-color="${mixColors(tint, "#6d6480", 0.1)}"/><stop offset="1" stop-color="${mixColors(tint, "#6d6480", 0.04)}"/></linearGradient>` +
    `<radialGradient id="pool" cx=".5" cy=".45" r=".6"><stop offset="0" stop-color="#ffffff" stop-opacity=".55"/><stop offset="1" stop-color="#ffffff" stop-opacity="0"/></radialGradient></defs>` +
    `<rect width="${width}" height="${height}" fill="url(#wall)"/><rect width="${width}" height="${height}" fill="url(#pool)"/>`
  );
}

const SHADOW =
  '<radialGradient id="shadow"><stop offset="0" stop-color="#3b2c55" stop-opacity=".25"/><stop offset=".55" stop-color="#3b2c55" stop-opacity=".13"/><stop offset="1" stop-color="#3b2c55" stop-opacity="0"/></radialGradient>';

function placed({ sprite, x, ground, scale }: Placement, { width, height }: Size): string {
  const unit = (scale * height) / 100;
  const [cx, cy] = [x * width, ground * height];
  const reach = sprite.footprint * unit;
  const shadow = `<ellipse cx="${fixed(cx + reach * 0.22)}" cy="${fixed(cy)}" rx="${fixed(reach * 1.5)}" ry="${fixed(reach * 0.3)}" fill="url(#shadow)"/>`;
  return `${shadow}<g transform="translate(${fixed(cx)} ${fixed(cy)}) scale(${unit.toFixed(4)})">${sprite.body}</g>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
