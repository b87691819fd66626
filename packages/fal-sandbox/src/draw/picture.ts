import sharp, { type Sharp } from "sharp";
import { type Alterations, alteredAzimuths } from "./alterations.ts";
import { alterPixels } from "./altered-pixels.ts";
import { promptOf, readView, withoutViewWords } from "./azimuth.ts";
import { createChance } from "./chance.ts";
import { characterFromText } from "./character.ts";
import { drawCharacter, poseOfText, type Sprite } from "./figure.ts";
import { decode } from "./fingerprint.ts";
import { drawLocation, locationFromText } from "./location.ts";
import type { Pixels } from "./pixels.ts";
import { drawProp, propFromText } from "./prop.ts";
import { composePicture, type Placement, type Size, studioBackground } from "./scene.ts";
import type { Location, Subject } from "./subject.ts";
import { subjectTypeOf } from "./subject-type.ts";
import type { Twist } from "./twist.ts";

/** One picture to draw; `references[0]` is the subject, the others are further things in it. */
export interface DrawRequest extends Size {
  readonly endpointId: string;
  readonly input: Record<string, unknown>;
  readonly seed: number;
  readonly references: readonly Buffer[];
  readonly format: "png" | "jpeg" | "webp";
  /** How to get the cast of a scene wrong. */
  readonly twist?: Twist | undefined;
  /** How the picture is to depart from what was asked for. */
  readonly alterations?: Alterations | undefined;
}

/**
 * Who is in a picture. With references it is those that were recognised (one view-changing endpoint turns the first
 * only), whatever the prompt says; without, the text and the seed decide.
 */
export function castFor(
  request: DrawRequest,
  recognised: readonly (readonly Subject[])[],
): readonly Subject[] {
  const [first] = recognised;
  if (first === undefined) return [subjectFromText(request)];
  if (request.endpointId.includes("multiple-angles")) return first;
  const distinct = new Map(recognised.flat().map((subject) => [JSON.stringify(subject), subject]));
  return [...distinct.values()];
}

/** A drawn picture: encoded for the caller, and small for the memory. */
export interface Rendering {
  readonly encoded: Buffer;
  readonly pixels: Pixels;
}

/** Draws and encodes one subject or a line-up of several. */
export function renderPicture(request: DrawRequest, cast: readonly Subject[]): Promise<Rendering> {
  return renderSvg(request, drawScene(request, cast));
}

/** A drawing as pixels and encoded; the work is done off the event loop. */
export async function renderSvg(
  { format, alterations }: Pick<DrawRequest, "format" | "alterations">,
  svg: string,
): Promise<Rendering> {
  const drawing = sharp(Buffer.from(svg), { limitInputPixels: false, unlimited: true }).flatten({
    background: "#ffffff",
  });
  const drawn = await drawing.raw().toBuffer({ resolveWithObject: true });
  const { data, info } = await alterPixels(drawn, alterations);
  const image = sharp(data, { raw: info, limitInputPixels: false });
  const encoded = encode(image, format);
  return { encoded: await encoded, pixels: await decode({ data, info }) };
}

function encode(image: Sharp, format: DrawRequest["format"]): Promise<Buffer> {
  if (format === "jpeg") return image.jpeg({ quality: 90 }).toBuffer();
  if (format === "webp") return image.webp({ quality: 90, effort: 1 }).toBuffer();
  return image.png({ compressionLevel: 3 }).toBuffer();
}

function subjectFromText({ input, seed }: DrawRequest): Subject {
  const wholeText = promptOf(input);
  const description = withoutViewWords(wholeText);
  const wording = { description, wholeText, seed };
  const type = subjectTypeOf(description);
  if (type === "location") return locationFromText(wording);
  return type === "prop" ? propFromText(wording) : characterFromText(wording);
}

function drawScene(request: DrawRequest, cast: readonly Subject[]): string {
  const size = { width: request.width, height: request.height };
  const view = readView(request.input);
  const place = cast.find((subject): subject is Location => subject.type === "location");
  const standing = cast.filter((subject) => subject.type !== "location");
  const background =
    place === undefined
      ? studioBackground(size, STUDIO_TINT)
      : drawLocation(place, { ...view, ...alteredAzimuths(view.azimuth, request.alterations), size });
  const sprites = standing.map((subject, index) => spriteOf(request, { subject, index }));
  return composePicture({
    size,
    background,
    placements: lineUp(sprites, {
      size,
      zoom: view.scale,
      outdoors: place !== undefined,
      sunk: request.alterations?.cutOff ?? 0,
    }),
  });
}

const STUDIO_TINT = "#e4e0ea";

function spriteOf(
  { input, seed, references, alterations }: DrawRequest,
  { subject, index }: { subject: Exclude<Subject, Location>; index: number },
): Sprite {
  const view = readView(input);
  const { elevation } = view;
  const { azimuth, headAzimuth } = alteredAzimuths(view.azimuth, alterations);
  const prefix = `g${index}-`;
  if (subject.type === "prop") return drawProp(subject, { azimuth, elevation, prefix });
  // A little life between two takes of the same figure: the arms never hang quite alike.
  const sway = references.length > 0 ? createChance(`sway|${seed}`).between("arms", [-1.2, 1.2]) : 0;
  const pose = poseOfText(promptOf(input), sway);
  return drawCharacter(subject, { azimuth, headAzimuth, elevation, pose, prefix });
}

/** How far a cut-off figure stands too low, as a share of the picture's height. */
const SUNK_MIN = 0.13;
const SUNK_RANGE = 0.3;

/** Side by side on one ground line, first in the middle of the picture when alone. */
function lineUp(
  sprites: readonly Sprite[],
  { size, zoom, outdoors, sunk }: { size: Size; zoom: number; outdoors: boolean; sunk: number },
): readonly Placement[] {
  const count = sprites.length;
  const tallest = Math.max(1, ...sprites.map(({ height }) => height));
  const fitHeight = Math.min(0.86, 84 / tallest);
  const fitWidth = (size.width / size.height / count) * (count === 1 ? 1.35 : 1.9);
  const scale = Math.min(fitHeight, fitWidth) * (outdoors ? 0.72 : 1) * zoom;
  return sprites.map((sprite, index) => ({
    sprite,
    x: count === 1 ? 0.5 : 0.5 + ((index - (count - 1) / 2) / count) * 0.86,
    ground: (outdoors ? 0.9 : 0.905) + (index % 2) * 0.012 + (sunk > 0 ? SUNK_MIN + SUNK_RANGE * sunk : 0),
    scale,
  }));
}
