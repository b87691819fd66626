import sharp from "sharp";
import type { Pixels } from "../../packages/core/src/images/index.ts";
import { createChance } from "../../packages/fal-sandbox/src/draw/chance.ts";
import { characterFromText } from "../../packages/fal-sandbox/src/draw/character.ts";
import { drawStaging, type SceneRequest } from "../../packages/fal-sandbox/src/draw/composite.ts";
import { locationFromText } from "../../packages/fal-sandbox/src/draw/location.ts";
import { type DrawRequest, renderPicture, renderSvg } from "../../packages/fal-sandbox/src/draw/picture.ts";
import { propFromText } from "../../packages/fal-sandbox/src/draw/prop.ts";
import { truthOf } from "../../packages/fal-sandbox/src/draw/scene-truth.ts";
import { type Staging, stageScene } from "../../packages/fal-sandbox/src/draw/stage-scene.ts";
import type { Subject } from "../../packages/fal-sandbox/src/draw/subject.ts";
import { type Deed, type Twist, twistScene } from "../../packages/fal-sandbox/src/draw/twist.ts";

/** Where a reference was asked to be, in shares of the picture. */
export interface Asked {
  x: number;
  y: number;
  height: number;
}

/** A reference of a scene: what the check is told about it. */
export interface BenchReference {
  key: string;
  role: "character" | "prop";
  picture: Buffer;
  asked: Asked;
}

/** A scene with known truth. `keys` of the deed are the references concerned; undefined for a clean scene. */
export interface BenchScene {
  name: string;
  picture: Buffer;
  references: BenchReference[];
  location: Buffer | undefined;
  deed: { twist: Twist; keys: string[] } | undefined;
}

/** What the drawn scenes are made of: one world to tune on, and another, with nothing in common, to report on. */
interface World {
  figures: readonly string[];
  colors: readonly string[];
  clothes: readonly string[];
  places: readonly string[];
  props: readonly string[];
}

const TUNING: World = {
  figures: ["man", "woman", "girl", "fox", "cat", "bear", "rabbit", "boy"],
  colors: ["red", "blue", "green", "yellow", "white", "brown", "black", "orange"],
  clothes: ["long coat", "sweater", "shirt", "raincoat", "dress", "vest"],
  places: [
    "a forest",
    "a city street at noon",
    "a meadow in the morning",
    "a castle at sunset",
    "a forest at night",
  ],
  props: ["a brass lantern", "a red chair", "a wooden barrel"],
};

const REPORTING: World = {
  figures: ["robot", "frog", "dragon", "mouse", "wolf", "old man", "tall stout woman", "small child"],
  colors: ["purple", "teal", "pink", "navy", "gold", "grey", "crimson", "turquoise"],
  clothes: ["robe", "hoodie", "tunic", "jacket", "suit", "cloak"],
  places: ["a harbour at dusk", "a desert", "a snowy mountain", "a room", "a desert at night"],
  props: ["a teapot", "a blue vase", "a treasure chest"],
};

/** Seeds from here on belong to the world that nothing was tuned on. */
export const REPORT_FROM_SEED = 1000;
const TRIES = 8;
/** Less of somebody than this to be seen is no known truth. */
const VISIBLE_MIN = 0.5;
export const WRONGS: readonly Twist[] = ["swap", "drop", "extra", "bleed", "merge"];

/** The clean scene of a seed, and the same scene with one thing wrong. */
export async function drawnScenes(seed: number): Promise<BenchScene[]> {
  const chance = createChance(`cast|${seed}`);
  const world = seed >= REPORT_FROM_SEED ? REPORTING : TUNING;
  const { subjects, asked, place } = castOf(seed, world);
  const pictures = await Promise.all(subjects.map((subject) => portrait(subject, seed)));
  const location = place && (await portrait(place, seed));
  const references = asked.map((at, index) => ({
    key: String(index + 1),
    role: subjects[index]?.type === "prop" ? ("prop" as const) : ("character" as const),
    picture: pictures[index] ?? Buffer.alloc(0),
    asked: at,
  }));
  const wanted = WRONGS[seed % WRONGS.length] ?? "swap";
  const shot: Shot = { seed, references, subjects, place, givens: pictures };
  const clean = await shoot({ ...shot, seed: seed * 2 });
  for (const { twist, at } of tries(wanted)) {
    const wrong = await shoot({ ...shot, seed: (seed * TRIES + at) * 2 + 1, twist });
    const deed = wrong.deed && { twist, keys: wrong.deed.images.filter((image) => image > 0).map(String) };
    if (!deed) continue;
    const both = [
      { name: `${seed} clean`, picture: clean.picture, deed: undefined },
      { name: `${seed} ${twist}`, picture: wrong.picture, deed },
    ];
    return both.map((scene) => ({ ...scene, references, location }));
  }
  throw new Error(`Seed ${seed} gives nobody to get wrong; ${chance.unit("none")}`);
}

/** Not every cast wears what a color can move between: the wanted wrong is tried with others of it, then the others. */
function tries(wanted: Twist): Array<{ twist: Twist; at: number }> {
  const order = [wanted, ...WRONGS.filter((twist) => twist !== wanted)];
  return order.flatMap((twist) => Array.from({ length: TRIES }, (_, at) => ({ twist, at })));
}

/**
 * A small copy of an encoded picture. Not by the product's decoder: that one closes its process to SVG, and the
 * scenes of a bench are drawn in the same process.
 */
export async function smallPixels(bytes: Buffer, height: number): Promise<Pixels> {
  const small = sharp(bytes).resize({ height, withoutEnlargement: true }).toColourspace("srgb");
  const { data, info } = await small.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
}

function castOf(seed: number, world: World) {
  const chance = createChance(`cast|${seed}`);
  const count = 2 + Math.floor(chance.unit("count") * 3);
  const props = Math.floor(chance.unit("props") * 2);
  const color = (name: string) => chance.pick(name, world.colors);
  const figures = Array.from({ length: count }, (_, index) => {
    const description = `a ${chance.pick(`figure ${index}`, world.figures)} in a ${color(`coat ${index}`)} ${chance.pick(`clothes ${index}`, world.clothes)}, ${color(`legs ${index}`)} trousers and ${color(`feet ${index}`)} boots`;
    return characterFromText({ description, wholeText: description, seed: seed * 10 + index });
  });
  const things = Array.from({ length: props }, (_, index) => {
    const description = chance.pick(`prop ${index}`, world.props);
    return propFromText({ description, wholeText: description, seed: seed * 10 + index });
  });
  const slots = shuffled(count + props, seed);
  const asked = slots.map((slot, index): Asked => {
    const step = 1 / (count + props);
    const height = index < count ? chance.between(`tall ${index}`, [0.42, 0.68]) : 0.22;
    const x = (slot + 0.5) * step + chance.between(`x ${index}`, [-0.12, 0.12]) * step;
    return { x: rounded(x), y: rounded(chance.between(`y ${index}`, [0.86, 0.95])), height: rounded(height) };
  });
  const where = chance.pick("place", world.places);
  const place = chance.happens("placed", 0.85)
    ? locationFromText({ description: where, wholeText: where, seed })
    : undefined;
  return { subjects: [...figures, ...things], asked, place };
}

interface Shot {
  seed: number;
  references: BenchReference[];
  subjects: readonly Subject[];
  place: Subject | undefined;
  givens: readonly Buffer[];
  twist?: Twist;
}

const SIZE = { width: 960, height: 540 };

async function shoot(shot: Shot): Promise<{ picture: Buffer; deed: Deed | undefined }> {
  const { seed, references, subjects, place, givens, twist } = shot;
  const lines = references.map(({ role, asked }, index) => {
    const where = `${percent(asked.x)}% from the left and ${percent(asked.y)}% from the top`;
    return `Image ${index + 1} is the ${role}: stands at ${where}, ${percent(asked.height)}% of the picture's height tall, camera azimuth 0 degrees.`;
  });
  const prompt = [...lines, ...(place ? [`Image ${references.length + 1} is the location.`] : [])].join("\n");
  const recognised = [...subjects, ...(place ? [place] : [])].map((subject) => [subject]);
  const request = { ...SIZE, input: { prompt }, seed, references: givens };
  const asked = stageScene(request, recognised);
  if (!asked) throw new Error(`No scene in: ${prompt}`);
  const { staging, deed } = twist ? twistScene(asked, { twist, seed }) : { staging: asked, deed: undefined };
  if (twist && !(deed && (await isVisible(request, staging, deed)))) {
    return { picture: Buffer.alloc(0), deed: undefined };
  }
  const { encoded } = await renderSvg({ format: "png" }, await drawStaging(request, staging));
  return { picture: encoded, deed };
}

/** Whether what was done can be seen at all: somebody hidden behind another is nothing to find. */
async function isVisible(request: SceneRequest, staging: Staging, deed: Deed): Promise<boolean> {
  const { actors } = await truthOf(request, staging, deed);
  const concerned = deed.twist === "extra" ? [0] : deed.images;
  return actors.every(({ image, visible }) => !concerned.includes(image) || visible >= VISIBLE_MIN);
}

/** A reference picture as the product would have it: one subject on plain ground, or a place. */
async function portrait(subject: Subject, seed: number): Promise<Buffer> {
  const prompt = "front view, facing the camera";
  const request: DrawRequest = {
    ...{ endpointId: "fal-ai/flux/dev", input: { prompt }, seed, references: [] },
    ...{ width: 512, height: 512, format: "png" },
  };
  return (await renderPicture(request, [subject])).encoded;
}

function shuffled(count: number, seed: number): number[] {
  const chance = createChance(`order|${seed}`);
  return Array.from({ length: count }, (_, index) => index).sort(
    (a, b) => chance.unit(String(a)) - chance.unit(String(b)),
  );
}

function percent(share: number): number {
  return Math.round(share * 100);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
