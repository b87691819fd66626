import { type Lab, toLab } from "./oklab.ts";

/** A picture in OKLab, one plane per coordinate. */
export interface LabImage {
  width: number;
  height: number;
  lightness: Float64Array;
  a: Float64Array;
  b: Float64Array;
}

/** RGB pixels (8 bits a channel) in OKLab. */
export function labImage({
  rgb,
  width,
  height,
}: {
  rgb: Uint8Array;
  width: number;
  height: number;
}): LabImage {
  const count = width * height;
  const [lightness, a, b] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let pixel = 0; pixel < count; pixel++) {
    const at = pixel * 3;
    const color = toLab(rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0);
    lightness[pixel] = color[0];
    a[pixel] = color[1];
    b[pixel] = color[2];
  }
  return { width, height, lightness, a, b };
}

/** The colour of one pixel. */
export function labAt({ lightness, a, b }: LabImage, pixel: number): Lab {
  return [lightness[pixel] ?? 0, a[pixel] ?? 0, b[pixel] ?? 0];
}

/** Squared OKLab distance between two pixels of one picture. */
export function pixelDistanceSquared({ lightness, a, b }: LabImage, one: number, other: number): number {
  const dl = (lightness[one] ?? 0) - (lightness[other] ?? 0);
  const da = (a[one] ?? 0) - (a[other] ?? 0);
  const db = (b[one] ?? 0) - (b[other] ?? 0);
  return dl * dl + da * da + db * db;
}
