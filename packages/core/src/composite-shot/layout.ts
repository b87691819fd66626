import { COMPOSITE } from "../limits.ts";
import type { Position, StartInput } from "./input.ts";

/** Where something is to stand, and how tall it is to be, as a share of the picture's height. */
export interface Place extends Position {
  height: number;
}

/** Positions of all characters and props; who was given none is put where there is room, side by side. */
export function placesOf({ references }: Pick<StartInput, "references">): {
  characters: Place[];
  props: Place[];
} {
  const { characters, props } = references;
  const taken = [...characters, ...props].flatMap(({ position }) => (position ? [position.x] : []));
  const free = freeSpots(taken, characters.length + props.length - taken.length);
  const place = (position: Position | undefined, height: number): Place => ({
    ...(position ?? { x: free.shift() ?? 0.5, y: COMPOSITE.groundDefault }),
    height: round(Math.min(1, height)),
  });
  return {
    characters: characters.map(({ position, scale }) => place(position, COMPOSITE.characterHeight * scale)),
    props: props.map(({ position, scale }) => place(position, COMPOSITE.propHeight * scale)),
  };
}

/** One by one into the middle of the widest gap; from left to right. */
function freeSpots(taken: number[], count: number): number[] {
  if (taken.length === 0) return Array.from({ length: count }, (_, index) => round((index + 0.5) / count));
  const spots: number[] = [];
  while (spots.length < count) spots.push(widestGap([...taken, ...spots]));
  return spots.sort((a, b) => a - b);
}

function widestGap(xs: number[]): number {
  const edges = [0, ...xs.sort((a, b) => a - b), 1];
  const gaps = edges.slice(1).map((right, index) => ({ left: edges[index] ?? 0, right }));
  const widest = gaps.sort((a, b) => b.right - b.left - (a.right - a.left))[0] ?? { left: 0, right: 1 };
  return round((widest.left + widest.right) / 2);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
