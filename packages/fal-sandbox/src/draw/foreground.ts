import { BORDER, edgeColor, gap, type Pixels } from "./pixels.ts";

/** Where the subject is: a weight 0-1 per pixel and the box around it. */
export interface Foreground {
  readonly mask: Float32Array;
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  /** The share of the picture that it covers. */
  readonly coverage: number;
}

/** Colour distance from the ground at which a pixel belongs to the subject. */
const CLEAR = 15;
/** Ground may be this much darker where a shadow falls. */
const SHADOW_DEPTH = 42;

/** The subject on plain (or transparent) ground; undefined when the borders are busy or nothing stands out. */
export function findForeground(pixels: Pixels): Foreground | undefined {
  const mask = isTransparent(pixels) ? alphaMask(pixels) : groundMask(pixels);
  if (mask === undefined) return undefined;
  const largest = keepLargest(mask, pixels);
  const box = boxOf(largest, pixels);
  if (box === undefined) return undefined;
  const coverage = largest.reduce((sum, weight) => sum + weight, 0) / largest.length;
  return coverage > 0.015 && coverage < 0.8 ? { mask: largest, box, coverage } : undefined;
}

function isTransparent({ data }: Pixels): boolean {
  let clear = 0;
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 128) clear += 1;
  return clear > data.length / 4 / 50;
}

function alphaMask({ data }: Pixels): Float32Array {
  return Float32Array.from({ length: data.length / 4 }, (_, pixel) => (data[pixel * 4 + 3] ?? 0) / 255);
}

/** What differs from the ground of its row, and whatever that encloses: outlines close around pale clothes. */
function groundMask(pixels: Pixels): Float32Array | undefined {
  const { data, width, height } = pixels;
  const solid = new Uint8Array(width * height);
  let busyRows = 0;
  for (let y = 0; y < height; y += 1) {
    const left = edgeColor(pixels, { y, from: 0 });
    const right = edgeColor(pixels, { y, from: width - BORDER });
    if (gap(left, right) > 60) busyRows += 1;
    const [dr, dg, db] = [0, 1, 2].map(
      (channel) => ((right[channel] ?? 0) - (left[channel] ?? 0)) / Math.max(1, width - 1),
    );
    const [r = 0, g = 0, b = 0] = left;
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const away = groundDistance({
        r: (data[at] ?? 0) - r - (dr ?? 0) * x,
        g: (data[at + 1] ?? 0) - g - (dg ?? 0) * x,
        b: (data[at + 2] ?? 0) - b - (db ?? 0) * x,
      });
      if (away > CLEAR) solid[y * width + x] = 1;
    }
  }
  return busyRows > height * 0.12 ? undefined : withoutHoles(solid, pixels);
}

/** Colour distance in which darkening counts only beyond the depth of a shadow. */
function groundDistance({ r, g, b }: { r: number; g: number; b: number }): number {
  const light = (r + g + b) / 3;
  const hue = Math.sqrt((r - light) ** 2 + (g - light) ** 2 + (b - light) ** 2);
  const shade = light < 0 ? Math.max(0, -light - SHADOW_DEPTH) : light * 0.5;
  return Math.sqrt(Math.max(0, hue - 14) ** 2 + shade ** 2);
}

/** Everything that the ground, flooded from the picture's edges, does not reach; gaps of two pixels in an outline hold. */
function withoutHoles(solid: Uint8Array, { width, height }: Pixels): Float32Array {
  const count = width * height;
  const touches = (marked: Uint8Array, pixel: number): boolean =>
    (pixel % width > 0 && marked[pixel - 1] === 1) ||
    (pixel % width < width - 1 && marked[pixel + 1] === 1) ||
    (pixel >= width && marked[pixel - width] === 1) ||
    (pixel < count - width && marked[pixel + width] === 1);
  const isGround = new Uint8Array(count);
  const stack: number[] = [];
  const enter = (pixel: number): void => {
    if (isGround[pixel] === 1 || solid[pixel] === 1 || touches(solid, pixel)) return;
    isGround[pixel] = 1;
    stack.push(pixel);
  };
  for (let x = 0; x < width; x += 1) enter(x);
  for (let y = 0; y < height; y += 1) {
    enter(y * width);
    enter(y * width + width - 1);
  }
  for (let pixel = stack.pop(); pixel !== undefined; pixel = stack.pop()) {
    if (pixel % width > 0) enter(pixel - 1);
    if (pixel % width < width - 1) enter(pixel + 1);
    if (pixel >= width) enter(pixel - width);
    if (pixel < count - width) enter(pixel + width);
  }
  const mask = new Float32Array(count);
  for (let pixel = 0; pixel < count; pixel += 1) {
    const isOutside = isGround[pixel] === 1 || (solid[pixel] === 0 && touches(isGround, pixel));
    mask[pixel] = isOutside ? 0 : 1;
  }
  return mask;
}

/** Drops islands much smaller than the largest one. */
function keepLargest(mask: Float32Array, { width, height }: Pixels): Float32Array {
  const label = new Int32Array(mask.length);
  const sizes: number[] = [0];
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start += 1) {
    if ((mask[start] ?? 0) < 0.5 || label[start] !== 0) continue;
    const name = sizes.length;
    sizes.push(0);
    stack.push(start);
    label[start] = name;
    for (let pixel = stack.pop(); pixel !== undefined; pixel = stack.pop()) {
      sizes[name] = (sizes[name] ?? 0) + 1;
      const x = pixel % width;
      for (const next of [
        x > 0 ? pixel - 1 : -1,
        x < width - 1 ? pixel + 1 : -1,
        pixel - width,
        pixel + width,
      ]) {
        if (next >= 0 && next < width * height && label[next] === 0 && (mask[next] ?? 0) >= 0.5) {
          label[next] = name;
          stack.push(next);
        }
      }
    }
  }
  const largest = Math.max(...sizes);
  return mask.map((weight, pixel) => {
    const name = label[pixel] ?? 0;
    return name !== 0 && (sizes[name] ?? 0) < largest * 0.02 ? 0 : weight;
  });
}

function boxOf(mask: Float32Array, { width, height }: Pixels): Foreground["box"] | undefined {
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const weight = mask[y * width + x] ?? 0;
      columns[x] = (columns[x] ?? 0) + weight;
      rows[y] = (rows[y] ?? 0) + weight;
    }
  }
  const span = (sums: Float64Array): readonly [number, number] => {
    const first = sums.findIndex((sum) => sum >= 1.5);
    let last = sums.length - 1;
    while (last > first && (sums[last] ?? 0) < 1.5) last -= 1;
    return [first, last + 1];
  };
  const [left, right] = span(columns);
  const [top, bottom] = span(rows);
  return left < 0 || top < 0 || right - left < 4 || bottom - top < 4
    ? undefined
    : { left, top, right, bottom };
}
