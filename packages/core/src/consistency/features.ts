import * as z from "zod";
import { LikenessError } from "../errors.ts";
import { DATA_BYTES, SCALARS, type Scalar } from "./layout.ts";

/** Features of another version are computed anew from the picture, never compared. */
export const FEATURES_VERSION = 4;

export type Background = "plain" | "scene";

/** What is kept of a picture so that it can be compared without being decoded again. */
export interface Features {
  version: number;
  background: Background;
  /** Share of the picture that the figure covers, 0 to 1. */
  coverage: number;
  /** Share of the picture's border that the figure touches, 0 to 1. */
  borderContact: number;
  /** Standard deviation of lightness over the whole picture, 0 to 0.5: nothing is shown where it is near 0. */
  contrast: number;
  /** Gradient energy that is left at a quarter of the size, 0 to 1: noise has none. */
  coherence: number;
  /** Histograms and rasters; see layout.ts. */
  data: Uint8Array;
  /** In the order of SCALARS. */
  scalars: Float32Array;
  /** What a network sees, see whiten.ts; empty when it did not look. */
  learned: Int8Array;
}

/** The stored features are of another version (or no features at all): compute them anew from the picture. */
export class FeaturesOutdated extends LikenessError {
  override name = "FeaturesOutdated" as const;

  constructor(reason: string) {
    super("internal", "consistency.features-outdated", `The stored features cannot be used: ${reason}.`);
  }
}

const MAGIC = 0x464b4c; // "LKF"
const HEADER_BYTES = 24;

/** The features as a few kB to keep beside the picture; `decodeFeatures` gives back exactly the same scores. */
export function encodeFeatures(features: Features): Uint8Array {
  const { data, scalars, learned } = features;
  const bytes = new Uint8Array(HEADER_BYTES + 4 * scalars.length + data.length + learned.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (features.version << 24) | MAGIC, true);
  view.setUint16(4, features.background === "scene" ? 1 : 0, true);
  view.setUint16(6, learned.length, true);
  view.setFloat32(8, features.coverage, true);
  view.setFloat32(12, features.borderContact, true);
  view.setFloat32(16, features.contrast, true);
  view.setFloat32(20, features.coherence, true);
  scalars.forEach((value, at) => void view.setFloat32(HEADER_BYTES + 4 * at, value, true));
  const dataAt = HEADER_BYTES + 4 * scalars.length;
  bytes.set(data, dataAt);
  bytes.set(new Uint8Array(learned.buffer, learned.byteOffset, learned.length), dataAt + data.length);
  return bytes;
}

const Header = z.object({
  scene: z.union([z.literal(0), z.literal(1)]),
  coverage: z.number().min(0).max(1),
  borderContact: z.number().min(0).max(1),
  contrast: z.number().min(0).max(1),
  coherence: z.number().min(0).max(1),
});
/** No picture has numbers beyond these: logarithms of small steps on one end, the shape of a thread on the other. */
const Scalars = z.array(z.number().min(-64).max(1_024)).length(SCALARS.length);

/** Features as they were stored; another version, length or content throws FeaturesOutdated. */
export function decodeFeatures(bytes: Uint8Array): Features {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fixed = HEADER_BYTES + 4 * SCALARS.length + DATA_BYTES;
  if (bytes.length < fixed) throw new FeaturesOutdated(`${bytes.length} bytes are too few`);
  const mark = view.getUint32(0, true);
  const version = mark >>> 24;
  if ((mark & 0xffffff) !== MAGIC) throw new FeaturesOutdated("they do not begin like features");
  if (version !== FEATURES_VERSION) {
    throw new FeaturesOutdated(`they have version ${version}, not ${FEATURES_VERSION}`);
  }
  const learnedLength = view.getUint16(6, true);
  if (bytes.length !== fixed + learnedLength) throw new FeaturesOutdated("their length is wrong");
  const header = Header.safeParse({
    scene: view.getUint16(4, true),
    coverage: view.getFloat32(8, true),
    borderContact: view.getFloat32(12, true),
    contrast: view.getFloat32(16, true),
    coherence: view.getFloat32(20, true),
  });
  const scalars = Scalars.safeParse(floats(view, HEADER_BYTES, SCALARS.length));
  if (!header.success || !scalars.success) {
    throw new FeaturesOutdated("they hold numbers out of range");
  }
  const { scene, ...quality } = header.data;
  return {
    version,
    background: scene === 1 ? "scene" : "plain",
    ...quality,
    data: bytes.slice(fixed - DATA_BYTES, fixed),
    scalars: Float32Array.from(scalars.data),
    learned: Int8Array.from(bytes.subarray(fixed)),
  };
}

/** One named number of the features. */
export function scalar(features: Features, name: Scalar): number {
  return features.scalars[SCALAR_AT[name]] ?? 0;
}

const SCALAR_AT = Object.fromEntries(SCALARS.map((name, at) => [name, at])) as Record<Scalar, number>;

function floats(view: DataView, start: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => view.getFloat32(start + 4 * at, true));
}
