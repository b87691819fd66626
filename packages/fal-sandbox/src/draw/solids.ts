import { add, type Camera, radians, type Vector, vector } from "./camera.ts";
import { closedPath, convexHull, type Point } from "./path.ts";

/** A ball of the given radius around a point; chains of them make limbs. */
export interface Knot {
  readonly at: Vector;
  readonly radius: number;
}

/** An ellipsoid by its centre and three half axes (any directions that stand on each other). */
export interface Ellipsoid {
  readonly center: Vector;
  readonly axes: readonly [Vector, Vector, Vector];
}

/** A flat face of a solid with the direction it looks. */
export interface Face {
  readonly points: readonly Vector[];
  readonly normal: Vector;
}

const CIRCLE_STEPS = 20;

/** An ellipsoid whose axes lie along x, y and z. */
export function ellipsoid(center: Vector, [x, y, z]: readonly [number, number, number]): Ellipsoid {
  return { center, axes: [vector(x, 0, 0), vector(0, y, 0), vector(0, 0, z)] };
}

/** The exact outline of an ellipsoid. */
export function ellipsoidPath({ center, axes }: Ellipsoid, camera: Camera): string {
  const middle = camera.project(center);
  const origin = camera.project(vector(0, 0, 0));
  let [xx, xy, yy] = [0, 0, 0];
  for (const axis of axes) {
    const projected = camera.project(axis);
    const [dx, dy] = [projected.x - origin.x, projected.y - origin.y];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  // The outline is L·(unit circle) for any L with L·Lᵀ = [[xx, xy], [xy, yy]].
  const a = Math.sqrt(Math.max(xx, 1e-6));
  const b = xy / a;
  const c = Math.sqrt(Math.max(yy - b * b, 1e-6));
  return closedPath(circle(36).map(({ x, y }) => ({ x: middle.x + a * x, y: middle.y + b * x + c * y })));
}

/** A limb: the union of tapered capsules through the knots. */
export function limbPath(knots: readonly Knot[], camera: Camera): string {
  const discs = knots.map(({ at, radius }) => {
    const { x, y } = camera.project(at);
    return circle(CIRCLE_STEPS).map((unit) => ({ x: x + unit.x * radius, y: y + unit.y * radius }));
  });
  if (discs.length === 1) return closedPath(discs[0] ?? []);
  return discs
    .slice(1)
    .map((disc, index) => closedPath(convexHull([...(discs[index] ?? []), ...disc])))
    .join("");
}

/** A straight piece of tube with flat ends, such as a cuff. */
export function tubePath(from: Knot, to: Knot, camera: Camera): string {
  const axis = subtract(to.at, from.at);
  const length = Math.hypot(axis.x, axis.y, axis.z) || 1;
  const along = vector(axis.x / length, axis.y / length, axis.z / length);
  const helper = Math.abs(along.y) > 0.9 ? vector(1, 0, 0) : vector(0, 1, 0);
  const u = cross(along, helper);
  const size = Math.hypot(u.x, u.y, u.z);
  const unit = vector(u.x / size, u.y / size, u.z / size);
  const v = cross(along, unit);
  const scaled = (w: Vector, by: number): Vector => vector(w.x * by, w.y * by, w.z * by);
  const rims = [from, to].flatMap(({ at, radius }) => disc(at, scaled(unit, radius), scaled(v, radius)));
  return hullPath(rims, camera);
}

/** The outline of the convex solid around points. */
export function hullPath(points: readonly Vector[], camera: Camera): string {
  return closedPath(convexHull(points.map((point) => camera.project(point))));
}

/** Points on a disc's rim: the disc stands around `center` with half axes `u` and `v`. */
export function disc(center: Vector, u: Vector, v: Vector): readonly Vector[] {
  return circle(CIRCLE_STEPS).map(({ x, y }) =>
    add(center, vector(u.x * x + v.x * y, u.y * x + v.y * y, u.z * x + v.z * y)),
  );
}

/** The six faces of a box turned by `spin` degrees about the vertical; `half` holds half its width, height and depth. */
export function boxFaces({
  center,
  half: [hx, hy, hz],
  spin = 0,
}: {
  center: Vector;
  half: readonly [number, number, number];
  spin?: number;
}): readonly Face[] {
  const [sin, cos] = [Math.sin(radians(spin)), Math.cos(radians(spin))];
  const place = (x: number, y: number, z: number): Vector =>
    add(center, vector(x * cos + z * sin, y, z * cos - x * sin));
  const face = (normal: Vector, corners: readonly (readonly [number, number, number])[]): Face => ({
    normal: vector(normal.x * cos + normal.z * sin, normal.y, normal.z * cos - normal.x * sin),
    points: corners.map(([x, y, z]) => place(x * hx, y * hy, z * hz)),
  });
  const signs = [1, -1] as const;
  return signs.flatMap((s) => [
    face(vector(s, 0, 0), [
      [s, 1, 1],
      [s, 1, -1],
      [s, -1, -1],
      [s, -1, 1],
    ]),
    face(vector(0, s, 0), [
      [1, s, 1],
      [-1, s, 1],
      [-1, s, -1],
      [1, s, -1],
    ]),
    face(vector(0, 0, s), [
      [1, 1, s],
      [-1, 1, s],
      [-1, -1, s],
      [1, -1, s],
    ]),
  ]);
}

/** Whether a surface with this normal looks at the camera, as a cosine-like number: negative is turned away. */
export function facing(normal: Vector, camera: Camera): number {
  return camera.project(normal).depth;
}

/** The outline of one face. */
export function facePath({ points }: Face, camera: Camera): string {
  return closedPath(points.map((point) => camera.project(point)));
}

function subtract(a: Vector, b: Vector): Vector {
  return vector(a.x - b.x, a.y - b.y, a.z - b.z);
}

function cross(a: Vector, b: Vector): Vector {
  return vector(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

function circle(steps: number): readonly Point[] {
  return Array.from({ length: steps }, (_, index) => {
    const angle = (index / steps) * Math.PI * 2;
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });
}
