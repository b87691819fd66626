import { colorStep, type Pixels } from "./pixels.ts";

/** The picture without bars of one colour at its edges (letterboxing); the same picture when there are none. */
export function withoutBars(pixels: Pixels): Pixels {
  const { width, height } = pixels;
  const left = barLength(pixels, { length: width, across: height, at: (line, step) => step * width + line });
  const right = barLength(pixels, {
    length: width,
    across: height,
    at: (line, step) => step * width + width - 1 - line,
  });
  const top = barLength(pixels, { length: height, across: width, at: (line, step) => line * width + step });
  const bottom = barLength(pixels, {
    length: height,
    across: width,
    at: (line, step) => (height - 1 - line) * width + step,
  });
  if (left + right + top + bottom === 0) return pixels;
  const size = { width: width - left - right, height: height - top - bottom };
  const data = new Uint8Array(size.width * size.height * 4);
  for (let y = 0; y < size.height; y += 1) {
    const start = ((y + top) * width + left) * 4;
    data.set(pixels.data.subarray(start, start + size.width * 4), y * size.width * 4);
  }
  return { data, ...size };
}

/** How many lines from one edge are of one colour and end at a sharp border; at most a fifth of the picture. */
function barLength(
  { data }: Pixels,
  { length, across, at }: { length: number; across: number; at: (line: number, step: number) => number },
): number {
  const first = at(0, Math.floor(across / 2));
  const share = (differs: (step: number) => boolean): number => {
    let count = 0;
    for (let step = 0; step < across; step += 1) if (differs(step)) count += 1;
    return count / across;
  };
  for (let line = 0; line < length * 0.2; line += 1) {
    if (share((step) => colorStep(data, { a: at(line, step), b: first }) > BAR_NOISE) < 0.02) continue;
    // The border may lie between two pixels, so the jump is looked for across one blended line.
    const isSharp =
      line > 1 &&
      share((step) => colorStep(data, { a: at(line - 2, step), b: at(line + 1, step) }) > BAR_NOISE) > 0.5;
    return isSharp ? line + 1 : 0;
  }
  return 0;
}

const BAR_NOISE = 5;
