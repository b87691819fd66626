import { type Camera, groundDepth, mix, type Vector, vector } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import { lathePath, regionPath } from "./lathe.ts";
import type { Canvas, Material } from "./paint.ts";
import type { Lathe } from "./ring.ts";
import {
  boxFaces,
  disc,
  ellipsoid,
  ellipsoidPath,
  facePath,
  facing,
  hullPath,
  type Knot,
  limbPath,
  tubePath,
} from "./solids.ts";

/** Paints whole solids of things (not figures) in the right light and order. */
export interface SolidPainter {
  box(box: {
    center: Vector;
    half: readonly [number, number, number];
    color: string;
    spin?: number;
    bias?: number;
  }): void;
  ball(ball: {
    center: Vector;
    half: readonly [number, number, number];
    color: string;
    bias?: number;
    material?: Material;
  }): void;
  turned(turned: { lathe: Lathe; color: string; bias?: number; material?: Material; lid?: string }): void;
  rod(rod: { from: Knot; to: Knot; color: string; bias?: number; material?: Material }): void;
  limb(limb: { knots: readonly Knot[]; color: string; bias?: number }): void;
  hull(hull: { points: readonly Vector[]; color: string; bias?: number; material?: Material }): void;
  /** A flat plate, drawn only from the side its normal looks to. */
  plate(plate: { points: readonly Vector[]; normal: Vector; color: string; bias?: number }): void;
  /** A wheel or disc standing across the x axis. */
  wheel(wheel: {
    center: Vector;
    radius: number;
    half: number;
    tyre: string;
    hub: string;
    bias?: number;
  }): void;
}

/** A painter on a canvas; `bias` moves a solid nearer in the painter's order. */
export function createSolidPainter(canvas: Canvas, camera: Camera): SolidPainter {
  const depthOf = (at: Vector, bias = 0): number => groundDepth(camera, at) + bias;
  const shade = (color: string, normal: Vector): string => {
    if (normal.y > 0.5) return lighter(color, 0.22);
    const across = camera.project(normal).x - camera.project(vector(0, 0, 0)).x;
    return across < 0 ? lighter(color, -across * 0.12) : darker(color, across * 0.34);
  };
  return {
    box: ({ center, half, color, spin = 0, bias }) => {
      const faces = boxFaces({ center, half, spin }).filter(({ normal }) => facing(normal, camera) > 0);
      const depth = depthOf(center, bias);
      for (const face of faces)
        canvas.shape({ d: facePath(face, camera), color: shade(color, face.normal), depth });
    },
    ball: ({ center, half, color, bias, material = "round" }) =>
      canvas.shape({
        d: ellipsoidPath(ellipsoid(center, half), camera),
        color,
        depth: depthOf(center, bias),
        material,
      }),
    turned: ({ lathe, color, bias, material, lid }) => {
      const ring = lathe.rings[0];
      const center = vector(ring?.cx ?? 0, 0, ring?.cz ?? 0);
      canvas.shape({ d: lathePath(lathe, camera), color, depth: depthOf(center, bias), material });
      if (lid === undefined || ring === undefined) return;
      const rim = disc(vector(ring.cx, ring.y, ring.cz), vector(ring.rx, 0, 0), vector(0, 0, ring.rz));
      if (camera.elevation > 0)
        canvas.shape({ d: hullPath(rim, camera), color: lid, depth: depthOf(center, bias), outline: 0.4 });
    },
    rod: ({ from, to, color, bias, material }) =>
      canvas.shape({
        d: tubePath(from, to, camera),
        color,
        depth: depthOf(mix(from.at, to.at, 0.5), bias),
        material,
      }),
    limb: ({ knots, color, bias }) => {
      const middle = knots[Math.floor(knots.length / 2)]?.at ?? vector(0, 0, 0);
      canvas.shape({ d: limbPath(knots, camera), color, depth: depthOf(middle, bias) });
    },
    hull: ({ points, color, bias, material }) =>
      canvas.shape({ d: hullPath(points, camera), color, depth: depthOf(middleOf(points), bias), material }),
    plate: ({ points, normal, color, bias }) => {
      if (facing(normal, camera) <= 0.02) return;
      canvas.shape({
        d: hullPath(points, camera),
        color: shade(color, normal),
        depth: depthOf(middleOf(points), bias),
        outline: 0.4,
      });
    },
    wheel: (wheel) => paintWheel(canvas, camera, wheel),
  };
}

type Wheel = Parameters<SolidPainter["wheel"]>[0];

function paintWheel(
  canvas: Canvas,
  camera: Camera,
  { center, radius, half, tyre, hub, bias = 0 }: Wheel,
): void {
  const sign = Math.sign(center.x) || 1;
  const depth = groundDepth(camera, center) + bias;
  const rim = (out: number, size: number) =>
    disc(vector(center.x + out, center.y, center.z), vector(0, size, 0), vector(0, 0, size));
  canvas.shape({ d: hullPath([...rim(half, radius), ...rim(-half, radius)], camera), color: tyre, depth });
  if (sign * camera.leftness <= 0.05) return;
  canvas.shape({
    d: hullPath(rim(sign * half, radius * 0.55), camera),
    color: hub,
    depth,
    outline: 0.4,
    material: "metal",
  });
}

/** A coloured band around a turned solid. */
export function paintBand(
  canvas: Canvas,
  {
    lathe,
    camera,
    upper,
    lower,
    color,
    depth,
  }: { lathe: Lathe; camera: Camera; upper: number; lower: number; color: string; depth: number },
): void {
  canvas.shape({
    d: regionPath(lathe, { upper: () => upper, lower: () => lower }, { camera }),
    color,
    depth,
    outline: 0.4,
  });
}

function middleOf(points: readonly Vector[]): Vector {
  const sum = points.reduce(
    (total, { x, y, z }) => vector(total.x + x, total.y + y, total.z + z),
    vector(0, 0, 0),
  );
  return vector(sum.x / points.length, sum.y / points.length, sum.z / points.length);
}
