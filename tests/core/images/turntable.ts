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
  const turn = (azimuth * Math.PI) / 180;
  const pixels = Buffer.alloc(sidePixels * sidePixels * 3);
  let state = 12345 + azimuth;
  for (let row = 0; row < sidePixels; row++) {
    for (let column = 0; column < sidePixels; column++) {
      const x = ((column + 0.5) / sidePixels) * 2.2 - 1.1;
      const y = 1.1 - ((row + 0.5) / sidePixels) * 2.2;
      const color = seenAt(solids, { x, y, turn });
      for (let channel = 0; channel < 3; channel++) {
        state = (state * 1103515245 + 12345) % 2147483648;
        const jitter = (state / 2147483648 - 0.5) * 2 * noise;
        const value = (color?.[channel] ?? 235 - 12 * y) + jitter;
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

/** Rotating the camera by `turn` is rotating the ray; each solid is hit in its own frame. */
function seenAt(
  solids: Solid[],
  { x, y, turn }: { x: number; y: number; turn: number },
): number[] | undefined {
  const [right, toward] = [
    [Math.cos(turn), 0, -Math.sin(turn)],
    [Math.sin(turn), 0, Math.cos(turn)],
  ] as [number[], number[]];
  const origin = [right[0]! * x, y, right[2]! * x];
  let best = Number.NEGATIVE_INFINITY;
  let color: number[] | undefined;
  for (const solid of solids) {
    const o = origin.map((value, axis) => (value - solid.at[axis]!) / solid.radius[axis]!);
    const d = toward.map((value, axis) => value / solid.radius[axis]!);
    const [a, b, c] = [dot(d, d), dot(o, d), dot(o, o) - 1];
    const root = b * b - a * c;
    if (root < 0) continue;
    const depth = (-b + Math.sqrt(root)) / a;
    if (depth <= best) continue;
    best = depth;
    const normal = o.map((value, axis) => (value + depth * d[axis]!) / solid.radius[axis]!);
    const length = Math.sqrt(dot(normal, normal));
    const shade = 0.45 + 0.55 * Math.max(0, dot(normal, LIGHT) / length);
    color = solid.color.map((value) => value * shade);
  }
  return color;
}

function dot(one: number[], other: number[]): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
}
