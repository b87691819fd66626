import { darker, lighter, mixColors } from "./color.ts";

/** How a surface answers the light from the upper left. */
export type Material = "matte" | "round" | "metal" | "flat" | "inside";

/** One closed shape with its place in the painter's order (a larger depth is drawn later). */
export interface Shape {
  readonly d: string;
  readonly color: string;
  readonly depth: number;
  readonly material?: Material;
  /** Outline width in figure units; 0 draws none. */
  readonly outline?: number;
  readonly opacity?: number;
}

/** An open line, for mouths, seams and straps. */
export interface Line {
  readonly d: string;
  readonly color: string;
  readonly depth: number;
  readonly width: number;
}

/** Collects shapes in any order and gives them back as SVG, sorted by depth; equal depths keep their order. */
export interface Canvas {
  shape(shape: Shape): void;
  line(line: Line): void;
  /** The gradient definitions and the sorted shapes. */
  finish(): { defs: string; body: string };
}

const OUTLINE = 0.6;

/** An empty canvas; `prefix` keeps gradient names apart when several canvases share one document. */
export function createCanvas(prefix: string): Canvas {
  const gradients = new Map<string, { id: string; xml: string }>();
  const pieces: { depth: number; svg: string }[] = [];
  const fill = (color: string, material: Material): string => {
    if (material === "flat") return color;
    const key = `${material}${color}`;
    const known = gradients.get(key);
    if (known !== undefined) return `url(#${known.id})`;
    const id = `${prefix}${gradients.size}`;
    gradients.set(key, { id, xml: gradient({ id, color, material }) });
    return `url(#${id})`;
  };
  return {
    shape: ({ d, color, depth, material = "matte", outline = OUTLINE, opacity }) => {
      if (d === "") return;
      const stroke =
        outline > 0
          ? ` stroke="${outlineColor(color)}" stroke-width="${outline * 2}" stroke-linejoin="round" paint-order="stroke"`
          : "";
      const veil = opacity === undefined ? "" : ` opacity="${opacity}"`;
      pieces.push({ depth, svg: `<path d="${d}" fill="${fill(color, material)}"${stroke}${veil}/>` });
    },
    line: ({ d, color, depth, width }) => {
      if (d === "") return;
      pieces.push({
        depth,
        svg: `<path d="${d}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`,
      });
    },
    finish: () => ({
      defs: [...gradients.values()].map(({ xml }) => xml).join(""),
      body: [...pieces]
        .sort((a, b) => a.depth - b.depth)
        .map(({ svg }) => svg)
        .join(""),
    }),
  };
}

/** The dark companion of a colour that outlines are drawn in. */
function outlineColor(color: string): string {
  return mixColors(darker(color, 0.6), "#241a30", 0.45);
}

function gradient({ id, color, material }: { id: string; color: string; material: Material }): string {
  if (material === "round") {
    const stops = [
      [0, lighter(color, 0.34)],
      [0.42, lighter(color, 0.06)],
      [0.78, darker(color, 0.12)],
      [1, darker(color, 0.3)],
    ] as const;
    return `<radialGradient id="${id}" cx=".5" cy=".5" r=".62" fx=".32" fy=".26">${stopList(stops)}</radialGradient>`;
  }
  return `<linearGradient id="${id}" x1="0" y1="0" x2="1" y2=".4">${stopList(linearStops(color, material))}</linearGradient>`;
}

function linearStops(color: string, material: Material): readonly (readonly [number, string])[] {
  if (material === "metal") {
    return [
      [0, darker(color, 0.12)],
      [0.22, lighter(color, 0.62)],
      [0.42, color],
      [0.72, darker(color, 0.26)],
      [0.88, lighter(color, 0.12)],
      [1, darker(color, 0.36)],
    ];
  }
  if (material === "inside") {
    return [
      [0, darker(color, 0.36)],
      [1, darker(color, 0.5)],
    ];
  }
  return [
    [0, lighter(color, 0.2)],
    [0.3, lighter(color, 0.04)],
    [0.62, darker(color, 0.06)],
    [1, darker(color, 0.28)],
  ];
}

function stopList(stops: readonly (readonly [number, string])[]): string {
  return stops.map(([offset, color]) => `<stop offset="${offset}" stop-color="${color}"/>`).join("");
}
