import type { Vector } from "./camera.ts";

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

const SAMPLES_BETWEEN = 6;

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

/** The ring at a height, between the stored ones; the end rings beyond them. */
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
