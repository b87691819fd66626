/** Decoded pixels, 8 bits a channel, rows from the top, no padding. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  /** 3 is RGB, 4 is RGB with straight (not premultiplied) alpha. */
  channels: 3 | 4;
}

const OPAQUE = 255;

/** The same picture as RGB on white, which is how a transparent picture is seen on a page. */
export function onWhite({ data, width, height, channels }: Pixels): Uint8Array {
  if (channels === 3) return data;
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = (data[pixel * 4 + 3] ?? OPAQUE) / OPAQUE;
    for (let channel = 0; channel < 3; channel++) {
      const value = data[pixel * 4 + channel] ?? 0;
      rgb[pixel * 3 + channel] = Math.round(value * alpha + OPAQUE * (1 - alpha));
    }
  }
  return rgb;
}

/** The same picture with an alpha channel, opaque where there was none. */
export function withAlpha({ data, width, height, channels }: Pixels): Uint8Array {
  if (channels === 4) return data;
  const rgba = new Uint8Array(width * height * 4).fill(OPAQUE);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgba[pixel * 4 + channel] = data[pixel * 3 + channel] ?? 0;
  }
  return rgba;
}
