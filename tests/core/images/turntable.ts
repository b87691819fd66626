import sharp from "sharp";

/** An ellipsoid in a figure; y is up, z points to the viewer at azimuth 0. */
export interface Solid {
  at: [number, number, number];
  radius: [number, number, number];
  color: [number, number, number];
}

const SKIN: [number, number, number] = [224, 172, 140];

/** A person with a cape and a satchel: sides, front and back all differ. */
export const PERSON: Solid[] = [
  { at: [0, 0.62, 0], radius: [0.15, 0.18, 0.16], color: SKIN },
  { at: [0, 0.68, -0.05], radius: [0.17, 0.17, 0.16], color: [70, 40, 20] },
  { at: [0, 0.6, 0.16], radius: [0.03, 0.03, 0.04], color: SKIN },
  { at: [0, 0.15, 0], radius: [0.24, 0.34, 0.15], color: [40, 70, 160] },
  { at: [0, 0.1, -0.14], radius: [0.28, 0.45, 0.06], color: [170, 30, 40] },
  { at: [0.3, 0.12, 0.02], radius: [0.07, 0.3, 0.08], color: [40, 70, 160] },
  { at: [-0.3, 0.12, 0.02], radius: [0.07, 0.3, 0.08], color: [40, 70, 160] },
  { at: [0.11, -0.5, 0], radius: [0.1, 0.42, 0.11], color: [50, 50, 60] },
  { at: [-0.11, -0.5, 0], radius: [0.1, 0.42, 0.11], color: [50, 50, 60] },
  { at: [0.3, -0.15, 0.12], radius: [0.12, 0.12, 0.08], color: [200, 160, 60] },
];

/** A plain person: nothing but hair, nose and arms tells the angle. */
export const PLAIN_PERSON: Solid[] = PERSON.filter((_, index) => index !== 4 && index !== 9);

/** A bottle with a label: the hardest prop, round but for one mark. */
export const BOTTLE: Solid[] = [
  { at: [0, -0.2, 0], radius: [0.32, 0.6, 0.32], color: [40, 110, 70] },
  { at: [0, 0.5, 0], radius: [0.11, 0.35, 0.11], color: [40, 110, 70] },
  { at: [0, -0.2, 0.22], radius: [0.18, 0.2, 0.14], color: [240, 230, 200] },
];

export interface View {
  azimuth: number;
  sidePixels?: number;
  /** Amplitude of deterministic noise on every channel, as a camera or a model leaves it. */
  noise?: number;
}

const LIGHT = [0.4, 0.6, 0.69];

/** The figure seen from an azimuth as RGB pixels: orthographic, nearest surface wins, shaded, on a pale backdrop. */
export function drawView(solids: Solid[], { azimuth, sidePixels = 256, noise = 0 }: View): Buffer {
  const pixels = Buffer.alloc(sidePixels * sidePixels * 3);
  const turned = solids.map((solid) => turnedBy(solid, (azimuth * Math.PI) / 180));
  let state = 12345 + azimuth;
  for (let row = 0; row < sidePixels; row++) {
    const y = 1.1 - ((row + 0.5) / sidePixels) * 2.2;
    for (let column = 0; column < sidePixels; column++) {
      const color = seenAt(turned, ((column + 0.5) / sidePixels) * 2.2 - 1.1, y);
      for (let channel = 0; channel < 3; channel++) {
        state = (state * 1103515245 + 12345) % 2147483648;
        const jitter = (state / 2147483648 - 0.5) * 2 * noise;
        const value = (color ? color[channel]! : 235 - 12 * y) + jitter;
        pixels[(row * sidePixels + column) * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
  return pixels;
}

/** The same view as a PNG. */
export async function viewPng(solids: Solid[], view: View): Promise<Buffer> {
  const side = view.sidePixels ?? 256;
  return sharp(drawView(solids, view), { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

interface Turned {
  solid: Solid;
  /** Where the screen's x axis and the direction to the viewer lie, in units of the solid's radii. */
  right: [number, number];
  toward: [number, number];
  centre: [number, number, number];
  lengthSquared: number;
  reach: number;
}

/** Turning the camera is turning the ray; each solid is hit in its own frame, where it is a unit sphere. */
function turnedBy(solid: Solid, turn: number): Turned {
  const [rx, , rz] = solid.radius;
  const toward: [number, number] = [Math.sin(turn) / rx, Math.cos(turn) / rz];
  return {
    solid,
    right: [Math.cos(turn) / rx, -Math.sin(turn) / rz],
    toward,
    centre: [solid.at[0] / rx, solid.at[1] / solid.radius[1], solid.at[2] / rz],
    lengthSquared: toward[0] ** 2 + toward[1] ** 2,
    reach: solid.radius[1],
  };
}

function seenAt(solids: Turned[], x: number, y: number): number[] | undefined {
  let best = Number.NEGATIVE_INFINITY;
  let found: Turned | undefined;
  for (const candidate of solids) {
    if (Math.abs(y - candidate.solid.at[1]) > candidate.reach) continue;
    const depth = hitDepth(candidate, x, y);
    if (depth > best) [best, found] = [depth, candidate];
  }
  return found && shaded(found, { x, y, depth: best });
}

/** How near to the viewer the ray through (x, y) meets the solid; NaN when it does not. */
function hitDepth({ right, toward, centre, lengthSquared, solid }: Turned, x: number, y: number): number {
  const ox = x * right[0] - centre[0];
  const oy = y / solid.radius[1] - centre[1];
  const oz = x * right[1] - centre[2];
  const b = ox * toward[0] + oz * toward[1];
  return (-b + Math.sqrt(b * b - lengthSquared * (ox * ox + oy * oy + oz * oz - 1))) / lengthSquared;
}

function shaded(
  { right, toward, centre, solid }: Turned,
  at: { x: number; y: number; depth: number },
): number[] {
  const normal = [
    (at.x * right[0] + at.depth * toward[0] - centre[0]) / solid.radius[0],
    (at.y / solid.radius[1] - centre[1]) / solid.radius[1],
    (at.x * right[1] + at.depth * toward[1] - centre[2]) / solid.radius[2],
  ];
  const along = normal.reduce((sum, value, axis) => sum + value * LIGHT[axis]!, 0);
  const shade = 0.45 + 0.55 * Math.max(0, along / Math.hypot(...normal));
  return solid.color.map((value) => value * shade);
}
