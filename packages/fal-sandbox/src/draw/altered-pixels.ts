import sharp, { type Sharp } from "sharp";
import type { Alterations } from "./alterations.ts";
import { createChance } from "./chance.ts";

interface Raw {
  readonly data: Buffer;
  readonly info: { readonly width: number; readonly height: number; readonly channels: 1 | 2 | 3 | 4 };
}

/** Blur at strength 1, as a share of the picture's width. */
const BLUR_SHARE = 0.012;

/** The part of an alteration that is in the pixels: style, mirror and blur. */
export async function alterPixels(raw: Raw, { drift, mirror, blur }: Alterations = {}): Promise<Raw> {
  let current = raw;
  if (drift?.kind === "style") current = await restyled(current, drift);
  if (mirror) current = await rawOf(open(current).flop());
  if (blur !== undefined)
    current = await rawOf(open(current).blur(0.3 + blur * BLUR_SHARE * current.info.width));
  return current;
}

const STYLES = ["pixels", "poster", "paint", "sketch"] as const;

function restyled(raw: Raw, { strength, key }: { strength: number; key: string }): Promise<Raw> {
  const style = createChance(`drift|${key}`).pick("style", STYLES);
  return RESTYLE[style](raw, strength);
}

const RESTYLE: Record<(typeof STYLES)[number], (raw: Raw, strength: number) => Promise<Raw>> = {
  pixels: async (raw, strength) => {
    const { width, height } = raw.info;
    const cell = Math.max(2, Math.round((width / 1024) * (5 + 17 * strength)));
    const small = await rawOf(
      open(raw).resize(Math.ceil(width / cell), Math.ceil(height / cell), { fit: "fill" }),
    );
    return rawOf(open(small).resize(width, height, { fit: "fill", kernel: "nearest" }));
  },
  poster: async ({ data, info }, strength) => {
    const step = 255 / Math.max(2, Math.round(7 - 4.5 * strength));
    return { data: Buffer.from(data.map((value) => Math.round(value / step) * step)), info };
  },
  paint: async (raw, strength) => {
    const radius = Math.max(3, Math.round((raw.info.width / 1024) * (7 + 18 * strength)));
    return rawOf(
      open(raw)
        .median(radius)
        .modulate({ saturation: 1 + 0.3 * strength }),
    );
  },
  sketch: async (raw, strength) => {
    const lines = await rawOf(
      open(raw)
        .greyscale()
        .blur(0.8)
        .convolve({ width: 3, height: 3, kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1] }),
    );
    const share = 0.35 + 0.65 * strength;
    const data = Buffer.from(raw.data);
    const { channels } = raw.info;
    const lineChannels = lines.info.channels;
    for (let pixel = 0; pixel < raw.info.width * raw.info.height; pixel += 1) {
      const ink = Math.min(235, (lines.data[pixel * lineChannels] ?? 0) * 6);
      for (let channel = 0; channel < Math.min(3, channels); channel += 1) {
        const at = pixel * channels + channel;
        data[at] = Math.round((data[at] ?? 0) * (1 - share) + (245 - ink) * share);
      }
    }
    return { data, info: raw.info };
  },
};

function open({ data, info }: Raw): Sharp {
  return sharp(data, { raw: info, limitInputPixels: false });
}

function rawOf(pipeline: Sharp): Promise<Raw> {
  return pipeline.raw().toBuffer({ resolveWithObject: true });
}
