import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { ingestImage } from "../../packages/core/src/images/index.ts";
import { IMAGE } from "../../packages/core/src/limits.ts";
import { drawView, PERSON } from "../core/images/turntable.ts";

/**
 * What ingest costs beside the bare encodes it cannot avoid: one 1024x1024 PNG to WebP and two thumbnails, started
 * together. Pairs are interleaved, and the ratio is the median over the pairs, so that a busy machine slows both.
 */

const RATIO_MAX = 1.3;
const SIDE_PIXELS = 1024;

interface Pair {
  bareMs: number;
  ingestMs: number;
}

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, pairs: { type: "string", default: "21" } },
});
const pairs = await measure(Number(values.pairs));
report(pairs);

async function measure(count: number): Promise<Pair[]> {
  const png = await picture();
  const found: Pair[] = [];
  for (let warmup = 0; warmup < 3; warmup++) await pair(png, warmup);
  for (let index = 0; index < count; index++) found.push(await pair(png, index));
  return found;
}

/** A shaded figure with a little noise: neither the best nor the worst case of an encoder. */
async function picture(): Promise<Buffer> {
  const data = drawView(PERSON, { azimuth: 30, sidePixels: SIDE_PIXELS, noise: 4 });
  return sharp(data, { raw: { width: SIDE_PIXELS, height: SIDE_PIXELS, channels: 3 } })
    .png()
    .toBuffer();
}

/** Each goes first in every other pair. */
async function pair(png: Buffer, index: number): Promise<Pair> {
  if (index % 2 === 0) {
    const bareMs = await timed(() => bareEncodes(png));
    return { bareMs, ingestMs: await timed(() => ingestImage(png)) };
  }
  const ingestMs = await timed(() => ingestImage(png));
  return { bareMs: await timed(() => bareEncodes(png)), ingestMs };
}

function bareEncodes(png: Buffer): Promise<Buffer[]> {
  const thumbnails = IMAGE.thumbnailWidths.map((width) =>
    sharp(png).resize({ width }).webp(IMAGE.webp).toBuffer(),
  );
  return Promise.all([sharp(png).webp(IMAGE.webp).toBuffer(), ...thumbnails]);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function report(found: Pair[]): void {
  const ratio = median(found.map(({ bareMs, ingestMs }) => ingestMs / bareMs));
  const result = {
    bench: "ingest",
    pairs: found.length,
    cores: availableParallelism(),
    bareMs: rounded(median(found.map(({ bareMs }) => bareMs))),
    ingestMs: rounded(median(found.map(({ ingestMs }) => ingestMs))),
    ratio: rounded(ratio),
    ratioMax: RATIO_MAX,
    ok: ratio <= RATIO_MAX,
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    const times = `${result.ingestMs} ms against ${result.bareMs} ms of bare encodes`;
    console.log(
      `ingest: ${result.ratio}x (at most ${RATIO_MAX}x), ${times}, median of ${result.pairs} pairs`,
    );
  }
  if (!result.ok) process.exitCode = 1;
}

function median(numbers: number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
