/** RGBA pixels, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Where the subject is: a weight 0-1 per pixel and the box around it. */
export interface Foreground {
  readonly mask: Float32Array;
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** The share of the picture that it covers. */
  readonly coverage: number;
}

const BORDER = 4;
const FAINT = 26;
const CLEAR = 46;

/** The subject on plain (or transparent) ground; undefined when the borders are busy or nothing stands out. */
export function findForeground(pixels: Pixels): Foreground | undefined {
  const mask = isTransparent(pixels) ? alphaMask(pixels) : groundMask(pixels);
  if (mask === undefined) return undefined;
  const largest = keepLargest(mask, pixels);
  const box = boxOf(largest, pixels);
  if (box === undefined) return undefined;
  const coverage = largest.reduce((sum, weight) => sum + weight, 0) / largest.length;
  return coverage > 0.015 && coverage < 0.85 ? { mask: largest, box, coverage } : undefined;
}

function isTransparent({ data }: Pixels): boolean {
  let clear = 0;
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 128) clear += 1;
  return clear > data.length / 4 / 50;
}

function alphaMask({ data }: Pixels): Float32Array {
  return Float32Array.from({ length: data.length / 4 }, (_, pixel) => (data[pixel * 4 + 3] ?? 0) / 255);
}

/** Compares every pixel with the ground colour of its row, taken from both edges of the picture. */
function groundMask(pixels: Pixels): Float32Array | undefined {
  const { width, height } = pixels;
  const mask = new Float32Array(width * height);
  let previousBusy = 0;
  for (let y = 0; y < height; y += 1) {
    const left = edgeColor(pixels, { y, from: 0 });
    const right = edgeColor(pixels, { y, from: width - BORDER });
    if (gap(left, right) > 60) previousBusy += 1;
    for (let x = 0; x < width; x += 1) {
      const share = x / Math.max(1, width - 1);
      const at = (y * width + x) * 4;
      const ground = [0, 1, 2].map((channel) => (left[channel] ?? 0) * (1 - share) + (right[channel] ?? 0) * share);
      const away = groundDistance(pixels.data, { at, ground });
      mask[y * width + x] = Math.max(0, Math.min(1, (away - FAINT) / (CLEAR - FAINT)));
    }
  }
  return previousBusy > height * 0.12 ? undefined : mask;
}

/** Colour distance in which pure shading counts little: shadows on the ground are ground. */
function groundDistance(data: Uint8Array, { at, ground }: { at: number; ground: readonly number[] }): number {
  const [r, g, b] = [0, 1, 2].map((channel) => (data[at + channel] ?? 0) - (ground[channel] ?? 0)) as [number, number, number];
  const light = (r + g + b) / 3;
  const hue = Math.hypot(r - light, g - light, b - light);
  const shade = light < 0 ? Math.max(0, -light - 34) : light * 0.8;
  return Math.hypot(hue * 1.5, shade);
}

function edgeColor({ data, width }: Pixels, { y, from }: { y: number; from: number }): readonly number[] {
  const sum = [0, 0, 0];
  for (let x = from; x < from + BORDER; x += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      sum[channel] = (sum[channel] ?? 0) + (data[(y * width + Math.max(0, Math.min(width - 1, x))) * 4 + channel] ?? 0);
    }
  }
  return sum.map((value) => value / BORDER);
}

function gap(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, channel) => value - (b[channel] ?? 0)));
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
      for (const next of [x > 0 ? pixel - 1 : -1, x < width - 1 ? pixel + 1 : -1, pixel - width, pixel + width]) {
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
  return left < 0 || top < 0 || right - left < 4 || bottom - top < 4 ? undefined : { left, top, right, bottom };
}
