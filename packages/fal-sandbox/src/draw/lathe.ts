import { type Camera, radians, type Vector, vector, wrapDegrees } from "./camera.ts";
import { closedPath, openPath, type Point } from "./path.ts";

/** One horizontal ellipse of a turned body: half width, half depth and, where it is off the axis, its centre. */
export interface Ring {
  readonly y: number;
  readonly rx: number;
  readonly rz: number;
  readonly cx?: number;
  readonly cz?: number;
}

/** A body made of horizontal ellipses, highest first. Directions on it: 0 its front, 90 its own left, 180 its back. */
export interface Lathe {
  readonly rings: readonly Required<Ring>[];
  readonly top: number;
  readonly bottom: number;
}

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

const SAMPLES_BETWEEN = 6;
const STEP_DEGREES = 7;

/** A lathe smoothly through a few rings, given highest first. */
export function lathe(keys: readonly Ring[]): Lathe {
  const full = keys.map(({ y, rx, rz, cx = 0, cz = 0 }) => ({ y, rx, rz, cx, cz }));
  const rings: Required<Ring>[] = [];
  for (let index = 0; index + 1 < full.length; index += 1) {
    for (let step = 0; step < SAMPLES_BETWEEN; step += 1) {
      rings.push(between(full, { index, share: step / SAMPLES_BETWEEN }));
    }
  }
  const last = full.at(-1);
  if (last === undefined) throw new RangeError("a lathe needs rings");
  rings.push(last);
  return { rings, top: rings[0]?.y ?? last.y, bottom: last.y };
}

/** An upright ellipsoid as a lathe. */
export function roundLathe(center: Vector, [rx, ry, rz]: readonly [number, number, number]): Lathe {
  const rings = Array.from({ length: 25 }, (_, index) => {
    const angle = (index / 24) * Math.PI;
    const wide = Math.max(0.001, Math.sin(angle));
    return { y: center.y + ry * Math.cos(angle), rx: rx * wide, rz: rz * wide, cx: center.x, cz: center.z };
  });
  return { rings, top: center.y + ry, bottom: center.y - ry };
}

/** The same lathe grown outwards by a margin, for what is worn over it. */
export function grown(body: Lathe, margin: number): Lathe {
  return {
    ...body,
    rings: body.rings.map((ring) => ({ ...ring, rx: ring.rx + margin, rz: ring.rz + margin })),
  };
}

/** The point of the surface at a direction and a height. */
export function surfacePoint(body: Lathe, direction: number, y: number): Vector {
  const { rx, rz, cx, cz } = ringAt(body, y);
  return vector(cx + rx * Math.sin(radians(direction)), y, cz + rz * Math.cos(radians(direction)));
}

/** How much the surface looks at the camera there: 1 straight, 0 the edge, negative turned away. */
export function surfaceFacing(
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

export function ringAt({ rings }: Lathe, y: number): Required<Ring> {
  let above = rings[0];
  for (const below of rings) {
    if (below.y <= y) {
      if (above === undefined || above.y - below.y < 1e-9) return below;
      return blend(above, below, Math.min(1, Math.max(0, (above.y - y) / (above.y - below.y))));
    }
    above = below;
  }
  if (above === undefined) throw new RangeError("a lathe needs rings");
  return above;
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

function between(
  keys: readonly Required<Ring>[],
  { index, share }: { index: number; share: number },
): Required<Ring> {
  const at = (offset: number) => keys[Math.max(0, Math.min(keys.length - 1, index + offset))];
  const [p0, p1, p2, p3] = [at(-1), at(0), at(1), at(2)];
  if (p0 === undefined || p1 === undefined || p2 === undefined || p3 === undefined) {
    throw new RangeError("a lathe needs rings");
  }
  const curve = (key: "rx" | "rz" | "cx" | "cz"): number => {
    const [a, b, c, d] = [p0[key], p1[key], p2[key], p3[key]];
    const tangent = (c - a) / 2;
    const next = (d - b) / 2;
    const [s2, s3] = [share * share, share * share * share];
    return (
      (2 * s3 - 3 * s2 + 1) * b + (s3 - 2 * s2 + share) * tangent + (3 * s2 - 2 * s3) * c + (s3 - s2) * next
    );
  };
  return {
    y: p1.y + (p2.y - p1.y) * share,
    rx: Math.max(0.01, curve("rx")),
    rz: Math.max(0.01, curve("rz")),
    cx: curve("cx"),
    cz: curve("cz"),
  };
}

function blend(a: Required<Ring>, b: Required<Ring>, share: number): Required<Ring> {
  const part = (key: keyof Ring): number => a[key] + (b[key] - a[key]) * share;
  return { y: part("y"), rx: part("rx"), rz: part("rz"), cx: part("cx"), cz: part("cz") };
}
