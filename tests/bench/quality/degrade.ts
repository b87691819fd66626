import sharp from "sharp";

/** Ways to spoil a picture, each as strong as somebody looking at it would still call one fault. */
export const DEGRADATIONS = {
  blurred: (bytes: Buffer) => sharp(bytes).blur(2.2).png().toBuffer(),
  "over-exposed": (bytes: Buffer) => sharp(bytes).linear(1.9, 0).png().toBuffer(),
  "under-exposed": (bytes: Buffer) => sharp(bytes).linear(0.32, 0).png().toBuffer(),
  "cut off": cutOff,
  noisy: (bytes: Buffer) => noisy(bytes),
  "JPEG-crushed": (bytes: Buffer) => sharp(bytes).jpeg({ quality: 10 }).toBuffer(),
} as const satisfies Record<string, (bytes: Buffer, seed: number) => Promise<Buffer | undefined>>;

export type Degradation = keyof typeof DEGRADATIONS;

const NOISE_SIGMA = 14;

/** Where the figure is, by what differs from the colour of the corner; only for making test pictures. */
async function figureBox(bytes: Buffer) {
  const { info } = await sharp(bytes).trim({ threshold: 40 }).toBuffer({ resolveWithObject: true });
  return {
    left: -(info.trimOffsetLeft ?? 0),
    top: -(info.trimOffsetTop ?? 0),
    width: info.width,
    height: info.height,
  };
}

/** A frame of the same proportions that ends within the figure: below its knees or beside its middle; undefined where its box cannot be found. */
async function cutOff(bytes: Buffer, seed: number): Promise<Buffer | undefined> {
  const { width = 1, height = 1 } = await sharp(bytes).metadata();
  const box = await figureBox(bytes);
  // Shaded backdrops hide where the figure ends; nothing can then be cut with certainty.
  if (box.width > width * 0.95 || box.height > height * 0.95) return undefined;
  const share = 0.72;
  const side = seed % 3;
  const cut = {
    left: side === 1 ? Math.round(box.left + box.width * (1 - share)) : 0,
    top: 0,
    right: side === 2 ? Math.round(box.left + box.width * share) : width,
    bottom: side === 0 ? Math.round(box.top + box.height * share) : height,
  };
  const region = { left: cut.left, top: cut.top, width: cut.right - cut.left, height: cut.bottom - cut.top };
  return sharp(bytes)
    .extract(region)
    .resize(width, height, { fit: "cover", position: gravity(side) })
    .png()
    .toBuffer();
}

function gravity(side: number): string {
  return ["bottom", "left", "right"][side] ?? "bottom";
}

/** Gaussian noise from a fixed stream. */
async function noisy(bytes: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let state = 0x2545f491;
  const unit = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  for (let at = 0; at < data.length; at++) {
    const normal = Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
    data[at] = Math.max(0, Math.min(255, Math.round((data[at] ?? 0) + normal * NOISE_SIGMA)));
  }
  return sharp(data, { raw: info }).png().toBuffer();
}
