import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import * as z from "zod";
import { createChance } from "../../packages/fal-sandbox/src/draw/chance.ts";
import { locationFromText } from "../../packages/fal-sandbox/src/draw/location.ts";
import { renderPicture } from "../../packages/fal-sandbox/src/draw/picture.ts";
import type { Asked, BenchScene } from "./cast-scenes.ts";

const Manifest = z.object({
  images: z.array(z.object({ model: z.string(), variant: z.string(), angle: z.number(), path: z.string() })),
});

/** Rendered figures on disk: of each model its views, and where their masks are. */
export interface Figures {
  dir: string;
  models: string[];
  images: z.infer<typeof Manifest>["images"];
}

/** Models with a front view and its mask. */
export async function readFigures(dir: string): Promise<Figures> {
  const { images } = Manifest.parse(JSON.parse(await readFile(join(dir, "manifest.json"), "utf8")));
  const has = (model: string, variant: string, angle: number) =>
    images.some((each) => each.model === model && each.variant === variant && each.angle === angle);
  const models = [...new Set(images.map(({ model }) => model))].filter((model) => has(model, "base", 0));
  return { dir, models, images };
}

/** A figure cut out: RGBA, trimmed to the figure. */
interface Cut {
  data: Buffer;
  width: number;
  height: number;
}

const PLACES = [
  "a forest",
  "a city street at noon",
  "a meadow",
  "a desert",
  "a harbour",
  "a castle",
  "a snowy mountain",
];
const SIZE = { width: 960, height: 540 };
/** The picture in a scene is never the reference's own: the same side in another light. */
const VIEWS = [{ variant: "relit", angle: 0 }] as const;
/** A color must differ by this much (sum over RGB) to be seen to have moved. */
const VISIBLE_GAP = 90;

/** A clean scene of a seed, and the same with one thing wrong, pasted from rendered figures. */
export async function pastedScenes(figures: Figures, seed: number): Promise<BenchScene[]> {
  const chance = createChance(`pasted|${seed}`);
  const count = 2 + Math.floor(chance.unit("count") * 2);
  const models = pickModels(figures, count + 1, seed);
  const cast = models.slice(0, count);
  const stranger = models[count] ?? "";
  const pictures = await Promise.all(cast.map((model) => portrait(figures, model)));
  const views = await Promise.all(
    [...cast, stranger].map((model, index) => viewOf(figures, model, `${seed}|${index}`)),
  );
  const placed = Array.from({ length: count }, (_, index) => askedAt(index, count, seed));
  const place = await placeOf(seed);
  const references = cast.map((_, index) => ({
    key: String(index + 1),
    role: "character" as const,
    picture: pictures[index] ?? Buffer.alloc(0),
    asked: placed[index] ?? { x: 0.5, y: 0.9, height: 0.5 },
  }));
  const clean = placed.map((asked, index) => ({ asked, cut: views[index] }));
  const wrongs = await wrongsOf({ clean, views, placed, seed });
  const scene = async (name: string, actors: Actor[], deed: BenchScene["deed"]): Promise<BenchScene> => ({
    name: `${seed} ${name}`,
    picture: await paste(place.wide, actors),
    references,
    location: place.square,
    deed,
  });
  return Promise.all([
    scene("clean", clean, undefined),
    ...wrongs.map(({ twist, keys, actors }) => scene(twist, actors, { twist, keys })),
  ]);
}

interface Actor {
  asked: Asked;
  cut: Cut | undefined;
}

interface Setup {
  clean: Actor[];
  views: Cut[];
  placed: Asked[];
  seed: number;
}

async function wrongsOf({ clean, views, placed, seed }: Setup) {
  const [first, second, ...rest] = clean;
  if (!first || !second) return [];
  const stranger = {
    asked: { ...first.asked, x: free(placed), height: first.asked.height * 0.95 },
    cut: views.at(-1),
  };
  const options = [
    {
      twist: "swap" as const,
      keys: ["1", "2"],
      actors: [{ ...first, cut: second.cut }, { ...second, cut: first.cut }, ...rest],
    },
    { twist: "drop" as const, keys: ["1"], actors: [second, ...rest] },
    { twist: "extra" as const, keys: [], actors: [...clean, stranger] },
    {
      twist: "merge" as const,
      keys: ["1", "2"],
      actors: [{ ...first, cut: await halved(first.cut, second.cut) }, ...rest],
    },
    {
      twist: "bleed" as const,
      keys: ["1", "2"],
      actors: [{ ...first, cut: await dyed(first.cut, second.cut) }, second, ...rest],
    },
  ];
  const [mine, theirs] = [first.cut, second.cut].map((cut) => (cut ? commonColor(cut) : [0, 0, 0]));
  const gap = [0, 1, 2].reduce((sum, at) => sum + Math.abs((mine?.[at] ?? 0) - (theirs?.[at] ?? 0)), 0);
  const chosen = options[seed % options.length];
  const isVisible = chosen?.twist !== "bleed" || gap >= VISIBLE_GAP;
  return (isVisible ? [chosen] : [options[0]]).filter((option) => option !== undefined);
}

/** The upper half of one and the lower half of another. */
async function halved(upper: Cut | undefined, lower: Cut | undefined): Promise<Cut | undefined> {
  if (!upper || !lower) return undefined;
  const width = Math.max(upper.width, lower.width);
  const sized = (cut: Cut) =>
    sharp(cut.data, { raw: { width: cut.width, height: cut.height, channels: 4 } })
      .resize({ width, height: upper.height, fit: "contain", background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .raw()
      .toBuffer();
  const [top, bottom] = await Promise.all([sized(upper), sized(lower)]);
  const cut = Math.floor(upper.height / 2) * width * 4;
  return { data: Buffer.concat([top.subarray(0, cut), bottom.subarray(cut)]), width, height: upper.height };
}

/** The commonest color between shoulders and hips becomes the other's, shading kept. */
async function dyed(cut: Cut | undefined, other: Cut | undefined): Promise<Cut | undefined> {
  if (!cut || !other) return undefined;
  const [from, to] = [commonColor(cut), commonColor(other)];
  const data = Buffer.from(cut.data);
  for (let at = 0; at < data.length; at += 4) {
    const light = (data.readUInt8(at) + data.readUInt8(at + 1) + data.readUInt8(at + 2)) / 3;
    const base = (from[0] + from[1] + from[2]) / 3;
    const factor = light / Math.max(1, base);
    const isThat = from.every(
      (value, channel) => Math.abs(data.readUInt8(at + channel) - value * factor) < 28,
    );
    if (!isThat) continue;
    for (const channel of [0, 1, 2])
      data.writeUInt8(Math.max(0, Math.min(255, Math.round((to[channel] ?? 0) * factor))), at + channel);
  }
  return { ...cut, data };
}

function commonColor({ data, width, height }: Cut): [number, number, number] {
  const bins = new Map<number, { count: number; sum: [number, number, number] }>();
  for (let y = Math.floor(height * 0.3); y < height * 0.6; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      if (data.readUInt8(at + 3) < 200) continue;
      const [r, g, b] = [data.readUInt8(at), data.readUInt8(at + 1), data.readUInt8(at + 2)];
      const key = ((r >> 5) << 6) | ((g >> 5) << 3) | (b >> 5);
      const bin = bins.get(key) ?? { count: 0, sum: [0, 0, 0] };
      bins.set(key, { count: bin.count + 1, sum: [bin.sum[0] + r, bin.sum[1] + g, bin.sum[2] + b] });
    }
  }
  const [best] = [...bins.values()].sort((a, b) => b.count - a.count);
  return best
    ? [best.sum[0] / best.count, best.sum[1] / best.count, best.sum[2] / best.count]
    : [128, 128, 128];
}

async function paste(place: Buffer, actors: Actor[]): Promise<Buffer> {
  const layers = await Promise.all(
    [...actors]
      .sort((a, b) => a.asked.y - b.asked.y)
      .flatMap(({ asked, cut }) => (cut ? [layerOf(asked, cut)] : [])),
  );
  return sharp(place).composite(layers).png({ compressionLevel: 3 }).toBuffer();
}

async function layerOf(asked: Asked, cut: Cut) {
  const height = Math.round(asked.height * SIZE.height);
  const width = Math.min(SIZE.width, Math.round((height * cut.width) / cut.height));
  const input = await sharp(cut.data, { raw: { width: cut.width, height: cut.height, channels: 4 } })
    .resize({ width, height, fit: "fill" })
    .png()
    .toBuffer();
  const left = Math.max(0, Math.min(SIZE.width - width, Math.round(asked.x * SIZE.width - width / 2)));
  return { input, left, top: Math.max(0, Math.round(asked.y * SIZE.height) - height) };
}

/** The reference, cut out by the mask that comes with it. */
async function portrait(figures: Figures, model: string): Promise<Buffer> {
  return (await cutOut(figures, { model, variant: "base", angle: 0 })).png().toBuffer();
}

async function cutOut({ dir }: Figures, { model, variant, angle }: Omit<Figures["images"][number], "path">) {
  const file = String(angle).padStart(3, "0");
  const picture = sharp(join(dir, model, variant, `${file}.webp`)).removeAlpha();
  const mask = await sharp(join(dir, model, "mask", `${file}.png`))
    .extractChannel(0)
    .raw()
    .toBuffer();
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: 1 } as const;
  return sharp(await sharp(data, { raw: info }).joinChannel(mask, { raw }).png().toBuffer());
}

async function viewOf(figures: Figures, model: string, name: string): Promise<Cut> {
  const chance = createChance(`view|${name}`);
  const have = VIEWS.filter(({ variant, angle }) =>
    figures.images.some((each) => each.model === model && each.variant === variant && each.angle === angle),
  );
  const { variant, angle } = chance.pick("view", have);
  const trimmed = await (await cutOut(figures, { model, variant, angle }))
    .trim({ background: { r: 0, g: 0, b: 0, alpha: 0 }, threshold: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: trimmed.data, width: trimmed.info.width, height: trimmed.info.height };
}

async function placeOf(seed: number): Promise<{ wide: Buffer; square: Buffer }> {
  const chance = createChance(`pasted place|${seed}`);
  const where = chance.pick("where", PLACES);
  const place = locationFromText({ description: where, wholeText: where, seed });
  const draw = async (size: { width: number; height: number }) =>
    (
      await renderPicture(
        {
          ...size,
          endpointId: "fal-ai/flux/dev",
          input: { prompt: "" },
          seed,
          references: [],
          format: "png",
        },
        [place],
      )
    ).encoded;
  return { wide: await draw(SIZE), square: await draw({ width: 512, height: 512 }) };
}

function pickModels({ models }: Figures, count: number, seed: number): string[] {
  const chance = createChance(`models|${seed}`);
  return [...models].sort((a, b) => chance.unit(a) - chance.unit(b)).slice(0, count);
}

function askedAt(index: number, count: number, seed: number): Asked {
  const chance = createChance(`asked|${seed}|${index}`);
  const step = 1 / (count + 1);
  return {
    x: Math.round((index + 0.5) * step * 100 + chance.between("x", [0, 5])) / 100,
    y: Math.round(chance.between("y", [88, 95])) / 100,
    height: Math.round(chance.between("height", [42, 62])) / 100,
  };
}

function free(placed: Asked[]): number {
  return Math.min(0.9, Math.max(...placed.map(({ x }) => x)) + 0.24);
}
