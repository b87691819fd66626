import sharp from "sharp";
import type { Alterations } from "./draw/alterations.ts";
import { readView } from "./draw/azimuth.ts";
import type { Artist } from "./draw/index.ts";
import type { Echo, ImageEndpoint, ImageReport } from "./endpoint.ts";
import { castFaults, type ImageFault, imageFaults, type Strikes } from "./faults.ts";
import { decideSize, type Size } from "./image-size.ts";
import { alterationsOf } from "./look-faults.ts";
import type { MediaDraft, MediaPlace, MediaStore } from "./media.ts";
import type { Reference } from "./references.ts";
import { alteredShare, type TruthBook } from "./truth.ts";

type Format = "png" | "jpeg" | "webp";
const SIZE_FAULT_FACTOR = 0.75;

/** A finished picture with the address that the answer names. */
export interface Picture extends Size {
  url: string;
  name: string;
  contentType: string;
  bytesLength: number;
}

/** All that decides a picture. `seed` is the one to draw with. */
export interface PictureRequest {
  requestId: string;
  /** Position in the count of submits. */
  number: number;
  endpointId: string;
  endpoint: ImageEndpoint;
  input: Record<string, unknown>;
  seed: number;
  references: Reference[];
  strikes: Strikes;
  mediaLifetimeSeconds?: number;
}

/** Where pictures are drawn and kept; `urlOf` makes the public address of a stored file. */
export interface Studio {
  artist: Artist;
  media: MediaStore;
  /** What was done to each picture. */
  truths: TruthBook;
  urlOf(place: MediaPlace, fault?: ImageFault): string;
}

/** Draws and stores the pictures of one request: `num_images` of them, each with the next seed. */
export async function drawPictures(studio: Studio, request: PictureRequest): Promise<Picture[]> {
  const count = typeof request.input.num_images === "number" ? request.input.num_images : 1;
  const pictures: Picture[] = [];
  for (let index = 0; index < count; index += 1) {
    const drawn = { ...request, seed: request.seed + index };
    const alterations = alterationsOf({ ...drawn, hasReference: request.references.length > 0 });
    const bytes = await draw(studio.artist, drawn, alterations);
    const picture = await keep(studio, request, bytes);
    pictures.push(picture);
    studio.truths.add({
      ...{ requestId: request.requestId, url: picture.url, azimuth: readView(request.input).azimuth },
      hasReference: request.references.length > 0,
      ...(alterations && { alterations }),
      alteredShare: alterations ? await alteredShare(await draw(studio.artist, drawn), bytes) : 0,
    });
  }
  return pictures;
}

/** The cut-out mask of a picture, white where it is opaque. */
export async function drawMask(studio: Studio, request: PictureRequest): Promise<Picture> {
  return keep(studio, request, await maskOf(await draw(studio.artist, request)));
}

async function draw(artist: Artist, request: PictureRequest, alterations?: Alterations): Promise<Buffer> {
  const { endpoint, endpointId, input, seed, references, strikes } = request;
  const asked = decideSize(endpoint.size, input, references[0]);
  const { width, height } = strikes.sizeDiffers ? shrink(asked) : asked;
  const wish = input.output_format;
  const format: Format = wish === "jpeg" || wish === "webp" ? wish : "png";
  if (strikes.nsfwBlack) return black({ width, height }, format);
  const images = references.map((reference) => reference.bytes);
  const [twist] = Object.entries(castFaults).flatMap(([name, kind]) =>
    strikes[name as keyof typeof castFaults] ? [kind] : [],
  );
  const wanted = { endpointId, input, seed, references: images, width, height, format };
  const bytes = await artist.draw({
    ...wanted,
    ...(twist && { twist }),
    ...(alterations && { alterations }),
  });
  if (input.mask_only === true) return maskOf(bytes);
  return wish === "gif" ? sharp(bytes).gif().toBuffer() : bytes;
}

async function keep(studio: Studio, request: PictureRequest, bytes: Buffer): Promise<Picture> {
  const { width, height, format } = await sharp(bytes).metadata();
  const contentType = `image/${format}`;
  const fault = imageFaults.find((name) => request.strikes[name] !== undefined);
  const facts = { width, height, contentType, bytesLength: bytes.length };
  if (request.input.sync_mode === true) {
    return { ...facts, name: "", url: `data:${contentType};base64,${bytes.toString("base64")}` };
  }
  const draft: MediaDraft = { bytes, contentType, lifetimeSeconds: request.mediaLifetimeSeconds, fault };
  const place = await studio.media.put(draft);
  return { ...facts, name: place.name, url: studio.urlOf(place, fault) };
}

function maskOf(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes).ensureAlpha().extractChannel("alpha").png().toBuffer();
}

function black({ width, height }: Size, format: Format): Promise<Buffer> {
  const create = { width, height, channels: 3, background: "black" } as const;
  return sharp({ create }).toFormat(format).toBuffer();
}

function shrink({ width, height }: Size): Size {
  return {
    width: Math.round(width * SIZE_FAULT_FACTOR),
    height: Math.round(height * SIZE_FAULT_FACTOR),
  };
}

/** A picture as the answer's JSON shows it. */
export function reportPicture(picture: Picture, report: ImageReport): Record<string, unknown> {
  const { url, width, height, contentType: content_type, name, bytesLength: file_size } = picture;
  const file_name = name === "" ? null : name;
  switch (report) {
    case "bare":
      return { url };
    case "sized":
      return { url, width, height, content_type };
    case "file":
      return { url, content_type, file_name, file_size };
    case "full":
      return { url, content_type, file_name, file_size, width, height };
  }
}

/** What the echoes of an answer are taken from. */
export interface EchoSource {
  seed: number | bigint;
  prompt: string;
  inferenceSeconds: number;
  imageCount: number;
  isNsfw: boolean;
}

/** The members that an answer carries beside its pictures. */
export function echo(echoes: readonly Echo[], source: EchoSource): Record<string, unknown> {
  const all: Record<Echo, unknown> = {
    seed: source.seed,
    prompt: source.prompt,
    timings: { inference: source.inferenceSeconds },
    has_nsfw_concepts: Array.from({ length: source.imageCount }, () => source.isNsfw),
    description: "",
  };
  return Object.fromEntries(echoes.map((name) => [name, all[name]]));
}
