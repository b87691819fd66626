import { type LabImage, labAt, pixelDistanceSquared } from "./lab-image.ts";
import { distanceSquared, type Lab } from "./oklab.ts";

/** Neighbouring pixels this close (OKLab) belong to one smooth backdrop, whatever way it shades. */
const STEP_MAX = 0.03;
/** … but never further than this from the border pixel they were reached from: no gradient leads into the subject. */
const DRIFT_MAX = 0.12;
/** Less than this of the picture is no backdrop but a corner of something. */
const BACKDROP_SHARE_MIN = 0.05;
/** Less than this of the picture is no subject but a speck. */
const SUBJECT_SHARE_MIN = 0.02;

/** A picture split in two. */
export interface Split {
  /** 1 for each pixel of the subject and all it encloses, 0 for the backdrop. */
  isSubject: Uint8Array;
  subjectPixels: number;
  backdropPixels: number;
}

/**
 * Splits off the backdrop: what can be reached from the border through smooth colour. A picture without a backdrop is
 * all subject; so is one with nothing before it, though there all pixels count as backdrop too.
 */
export function splitSubject(image: LabImage): Split {
  const isSubject = flood(image);
  const subjectPixels = isSubject.reduce((sum, value) => sum + value, 0);
  const backdropPixels = isSubject.length - subjectPixels;
  const all = isSubject.length;
  const hasSubject = subjectPixels >= SUBJECT_SHARE_MIN * all;
  const hasBackdrop = backdropPixels >= BACKDROP_SHARE_MIN * all;
  if (hasSubject && hasBackdrop) return { isSubject, subjectPixels, backdropPixels };
  return { isSubject: isSubject.fill(1), subjectPixels: all, backdropPixels: hasSubject ? 0 : all };
}

/** 0 where the backdrop was reached, 1 elsewhere. */
function flood(image: LabImage): Uint8Array {
  const count = image.width * image.height;
  const untouched = new Uint8Array(count).fill(1);
  const origin = new Int32Array(count);
  const queue = new Int32Array(count);
  let queued = 0;
  const reach = (pixel: number, from: number) => {
    untouched[pixel] = 0;
    origin[pixel] = from;
    queue[queued++] = pixel;
  };
  for (const pixel of startPixels(image)) reach(pixel, pixel);
  for (let next = 0; next < queued; next++) {
    const pixel = queue[next] ?? 0;
    const start = origin[pixel] ?? pixel;
    for (const beside of neighbours(image, pixel)) {
      if (untouched[beside] && isSmooth(image, { pixel, beside, start })) reach(beside, start);
    }
  }
  return untouched;
}

/** The subject may touch the border (a bust at its lower edge): only border pixels near the border's median count. */
function startPixels(image: LabImage): number[] {
  const border = borderOf(image);
  const median = (plane: Float64Array) => middle(border.map((pixel) => plane[pixel] ?? 0));
  const center: Lab = [median(image.lightness), median(image.a), median(image.b)];
  return border.filter((pixel) => distanceSquared(labAt(image, pixel), center) <= DRIFT_MAX ** 2);
}

function isSmooth(image: LabImage, at: { pixel: number; beside: number; start: number }): boolean {
  return (
    pixelDistanceSquared(image, at.pixel, at.beside) <= STEP_MAX ** 2 &&
    pixelDistanceSquared(image, at.start, at.beside) <= DRIFT_MAX ** 2
  );
}

function borderOf({ width, height }: LabImage): number[] {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) border.push(y * width, y * width + width - 1);
  return [...new Set(border)];
}

/** The pixels beside one, four at most. */
export function neighbours({ width, height }: { width: number; height: number }, pixel: number): number[] {
  const x = pixel % width;
  const found: number[] = [];
  if (x > 0) found.push(pixel - 1);
  if (x < width - 1) found.push(pixel + 1);
  if (pixel >= width) found.push(pixel - width);
  if (pixel < width * (height - 1)) found.push(pixel + width);
  return found;
}

function middle(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
