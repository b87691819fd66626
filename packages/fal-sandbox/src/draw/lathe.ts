import { type Camera, radians, type Vector, vector, wrapDegrees } from "./camera.ts";
import { closedPath, openPath, type Point } from "./path.ts";
import { type Lathe, type Ring, ringAt } from "./ring.ts";

const STEP_DEGREES = 7;

/** A part of a lathe's surface between two directions and two heights (both may vary). */
export interface Region {
  /** Directions in degrees; `to - from` up to 360. */
  readonly from?: number | ((y: number) => number);
  readonly to?: number | ((y: number) => number);
  readonly upper?: (direction: number) => number;
  readonly lower?: (direction: number) => number;
}

/** Seen from outside, or the far wall seen from inside. */
export type Wall = "outer" | "inner";

/** The point of the surface at a direction and a height. */
export function surfacePoint(body: Lathe, direction: number, y: number): Vector {
  const { rx, rz, cx, cz } = ringAt(body, y);
  return vector(cx + rx * Math.sin(radians(direction)), y, cz + rz * Math.cos(radians(direction)));
}

/** How much the surface looks at the camera there: 1 straight, 0 the edge, negative turned away. */
function surfaceFacing(
  body: Lathe,
  { direction, y, camera }: { direction: number; y: number; camera: Camera },
): number {
  return Math.cos(radians(direction - middleDirection(ringAt(body, y), camera)));
}

/** The whole body as one outline. */
export function lathePath(body: Lathe, camera: Camera): string {
  return regionPath(body, {}, { camera, wall: "outer" }) + regionPath(body, {}, { camera, wall: "inner" });
}

/** The visible part of a region, cut exactly at the body's edge; empty when it is turned away. */
export function regionPath(
  body: Lathe,
  region: Region,
  { camera, wall = "outer" }: { camera: Camera; wall?: Wall },
): string {
  const { from = 0, to = 360 } = region;
  const middleY = (body.top + body.bottom) / 2;
  const [start, end] = [valueAt(from, middleY), valueAt(to, middleY)];
  const parts = Math.max(1, Math.ceil((end - start) / 130));
  const width = (end - start) / parts;
  let d = "";
  for (let part = 0; part < parts; part += 1) {
    // Neighbouring parts overlap a little, so that no seam shows between them.
    const window = {
      start: part === 0 ? from : start + part * width - 1,
      end: part === parts - 1 ? to : start + (part + 1) * width + 1,
    };
    d += partPath({ body, region, camera, wall, window });
  }
  return d;
}

/** A small drawing on the surface: a polygon of (direction, height) pairs, clamped to the edge, or nothing when turned away. */
export function decalPath(
  body: Lathe,
  outline: readonly (readonly [number, number])[],
  camera: Camera,
): string {
  const seen = outline.some(([direction, y]) => surfaceFacing(body, { direction, y, camera }) > 0.03);
  if (!seen) return "";
  return closedPath(outline.map(([direction, y]) => projectClamped({ body, direction, y, camera })));
}

/** A line on the surface; only its visible pieces. */
export function surfaceLine(
  body: Lathe,
  stations: readonly (readonly [number, number])[],
  camera: Camera,
): string {
  const runs: Point[][] = [[]];
  for (const [direction, y] of stations) {
    if (surfaceFacing(body, { direction, y, camera }) > 0) {
      runs.at(-1)?.push(camera.project(surfacePoint(body, direction, y)));
    } else if (runs.at(-1)?.length !== 0) runs.push([]);
  }
  return runs.map(openPath).join("");
}

/** An ellipse of (direction, height) pairs for `decalPath`; half width in degrees, half height in units. */
export function ovalOutline(
  [direction, y]: readonly [number, number],
  [halfDegrees, halfHeight]: readonly [number, number],
): readonly (readonly [number, number])[] {
  return Array.from({ length: 20 }, (_, index) => {
    const angle = (index / 20) * Math.PI * 2;
    return [direction + halfDegrees * Math.cos(angle), y + halfHeight * Math.sin(angle)] as const;
  });
}

interface Part {
  readonly body: Lathe;
  readonly region: Region;
  readonly camera: Camera;
  readonly wall: Wall;
  readonly window: { start: number | ((y: number) => number); end: number | ((y: number) => number) };
}

function partPath({ body, region, camera, wall, window }: Part): string {
  const { upper = () => body.top, lower = () => body.bottom } = region;
  const sight = (y: number): number =>
    middleDirection(ringAt(body, y), camera) + (wall === "inner" ? 180 : 0);
  const limits = (y: number): [number, number] => {
    const [start, end] = [valueAt(window.start, y), valueAt(window.end, y)];
    const middle = sight(y);
    const shift = middle + wrapDegrees((start + end) / 2 - middle) - (start + end) / 2;
    return [Math.max(start + shift, middle - 90), Math.min(end + shift, middle + 90)];
  };
  const middleY = (body.top + body.bottom) / 2;
  const [a, b] = limits(middleY);
  if (b - a < 0.5) return "";
  const steps = Math.max(2, Math.ceil((b - a) / STEP_DEGREES));
  const across = Array.from({ length: steps + 1 }, (_, index) => a + ((b - a) * index) / steps);
  const at = (direction: number, y: number): Point => {
    const [low, high] = limits(y);
    return camera.project(surfacePoint(body, Math.min(Math.max(direction, low), Math.max(low, high)), y));
  };
  const edge = (side: 0 | 1, direction: number): Point[] => {
    const [y0, y1] = [lower(direction), upper(direction)];
    // Denser towards both ends, where domes turn round.
    return Array.from(
      { length: 31 },
      (_, index) => y0 + ((y1 - y0) * (1 - Math.cos((index / 30) * Math.PI))) / 2,
    ).map((y) => camera.project(surfacePoint(body, limits(y)[side], y)));
  };
  return closedPath([
    ...across.map((direction) => at(direction, lower(direction))),
    ...edge(1, b),
    ...[...across].reverse().map((direction) => at(direction, upper(direction))),
    ...edge(0, a).reverse(),
  ]);
}

function projectClamped({
  body,
  direction,
  y,
  camera,
}: {
  body: Lathe;
  direction: number;
  y: number;
  camera: Camera;
}): Point {
  const middle = middleDirection(ringAt(body, y), camera);
  const away = Math.max(-90, Math.min(90, wrapDegrees(direction - middle)));
  return camera.project(surfacePoint(body, middle + away, y));
}

/** The direction parameter whose surface looks straight at the camera. */
function middleDirection({ rx, rz }: Ring, camera: Camera): number {
  return (
    (Math.atan2(camera.leftness / Math.max(rx, 1e-6), camera.frontness / Math.max(rz, 1e-6)) * 180) / Math.PI
  );
}

function valueAt(value: number | ((y: number) => number), y: number): number {
  return typeof value === "number" ? value : value(y);
}
