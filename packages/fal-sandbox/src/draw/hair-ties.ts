import { groundDepth, mix, type Vector, vector } from "./camera.ts";
import { headDepth } from "./head.ts";
import { surfacePoint } from "./lathe.ts";
import { ellipsoid, ellipsoidPath, type Knot, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { marksOf } from "./subject.ts";

/** A point of the head's surface; `height` in head radii above its middle. */
export function surfaceAt({ body }: Stage, direction: number, height: number): Vector {
  return surfacePoint(body.head, direction, body.headCenter.y + body.headRadius * height);
}

/** A bunch of hair from `base`; `lean` 0 hangs behind, 1 and -1 at the sides. */
export function drawTail(
  stage: Stage,
  { base, length, lean }: { base: Vector; length: number; lean: number },
): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r },
  } = stage;
  const out = lean === 0 ? vector(0, 0.1, -0.55) : vector(lean * 0.62, 0.12, -0.12);
  const at = (share: number, drop: number): Vector =>
    vector(base.x + out.x * r * share, base.y + out.y * r * share - drop * r, base.z + out.z * r * share);
  const knots: Knot[] = [
    { at: at(0.1, 0), radius: r * 0.2 },
    { at: at(0.8, 0.12), radius: r * 0.33 },
    { at: at(1.05, length * 0.45), radius: r * 0.3 },
    { at: at(0.8, length * 0.8), radius: r * 0.19 },
    { at: at(0.95, length), radius: r * 0.06 },
  ];
  const side = groundDepth(camera, vector(base.x + out.x * r, 0, base.z + out.z * r));
  const depth =
    lean === 0
      ? side > 0
        ? DEPTH.hairLong + 0.2
        : DEPTH.hairFar
      : side > 0
        ? DEPTH.head + side * 0.6
        : DEPTH.hairFar;
  canvas.shape({ d: limbPath(knots, camera), color: character.hair.color, depth });
  canvas.shape({
    d: ellipsoidPath(ellipsoid(at(0.12, 0), [r * 0.2, r * 0.2, r * 0.2]), camera),
    color: bandColor(stage),
    depth,
    outline: 0.4,
    material: "round",
  });
}

/** A braid behind (`sign` 0) or at one side (1, -1). */
export function drawBraid(stage: Stage, sign: number): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r, headCenter },
  } = stage;
  const base = sign === 0 ? surfaceAt(stage, 180, -0.35) : surfaceAt(stage, sign * 100, -0.42);
  const side = groundDepth(camera, vector(base.x, 0, base.z + (sign === 0 ? -2 : 2)));
  const depth = side > 0 ? Math.max(DEPTH.hairLong, DEPTH.head + side * 0.4) : DEPTH.hairFar;
  const end = vector(base.x * 1.05, headCenter.y - r * 2.3, base.z - (sign === 0 ? r * 0.32 : -r * 0.1));
  const start = vector(base.x, base.y, base.z - (sign === 0 ? r * 0.2 : 0));
  for (let index = 0; index < 6; index += 1) {
    const at = mix(start, end, index / 6);
    const size = r * (0.25 - index * 0.012);
    canvas.shape({
      d: ellipsoidPath(ellipsoid(at, [size, size * 0.95, size]), camera),
      color: character.hair.color,
      depth: depth + (5 - index) * 0.001,
      material: "round",
    });
  }
  canvas.shape({
    d: ellipsoidPath(ellipsoid(end, [r * 0.13, r * 0.13, r * 0.13]), camera),
    color: bandColor(stage),
    depth: depth + 0.01,
    outline: 0.4,
  });
}

/** A bun with its tie at the back of the crown. */
export function drawBun(stage: Stage): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r, headCenter },
  } = stage;
  const at = vector(0, headCenter.y + r * 1.02, -r * 0.5);
  const depth = headDepth(stage, at) + (camera.frontness < 0.1 ? 0.3 : -0.1);
  canvas.shape({
    d: ellipsoidPath(ellipsoid(at, [r * 0.42, r * 0.38, r * 0.4]), camera),
    color: character.hair.color,
    depth,
    material: "round",
  });
  const tie = ellipsoid(vector(0, headCenter.y + r * 0.84, -r * 0.4), [r * 0.28, r * 0.1, r * 0.26]);
  canvas.shape({
    d: ellipsoidPath(tie, camera),
    color: bandColor(stage),
    depth: depth + (camera.frontness < 0 ? 0.01 : -0.01),
    outline: 0.4,
  });
}

function bandColor({ character }: Stage): string {
  return marksOf(character, "badge")[0]?.color ?? character.garments[0]?.trim ?? "#d43a3a";
}
