/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** FAL's named picture sizes. */
export const SIZE_PRESETS = {
  square_hd: { width: 1024, height: 1024 },
  square: { width: 512, height: 512 },
  portrait_4_3: { width: 768, height: 1024 },
  portrait_16_9: { width: 576, height: 1024 },
  landscape_4_3: { width: 1024, height: 768 },
  landscape_16_9: { width: 1024, height: 576 },
} as const satisfies Record<string, Size>;
/** The name of a picture size. */
export type SizePreset = keyof typeof SIZE_PRESETS;

/** How an endpoint decides the size of its picture when the input says nothing, or only a ratio. */
export type SizeRule =
  /** `image_size`: a preset, `{width, height}`, or a word; presets are enlarged to at least `minPixels`. */
  | { by: "image_size"; fallback: SizePreset | "reference"; minPixels?: number }
  /** `aspect_ratio` (and `resolution`) over an area of about `pixels`. */
  | { by: "aspect_ratio"; fallback: string; pixels: number }
  /** As large as the picture that came in, times the input's `scale`. */
  | { by: "reference" };

/** The parts of an input that bear on the size. */
export interface SizeWishes {
  image_size?: unknown;
  aspect_ratio?: unknown;
  resolution?: unknown;
  scale?: unknown;
}

const MEGAPIXEL = 1024 * 1024;
const RESOLUTION_PIXELS: Record<string, number> = {
  "0.5K": MEGAPIXEL / 4,
  "1K": MEGAPIXEL,
  "2K": 4 * MEGAPIXEL,
  "4K": 16 * MEGAPIXEL,
};
const AUTO_PIXELS: Record<string, number> = { auto_2K: 4 * MEGAPIXEL, auto_4K: 16 * MEGAPIXEL };
const SIDE_STEP = 16;
const SIDE_MAX = 4096;
const CUSTOM_DEFAULT = 512;

/** The size that an endpoint with this rule draws; `reference` is the first picture that came in. */
export function decideSize(rule: SizeRule, wishes: SizeWishes, reference?: Size): Size {
  if (rule.by === "reference") return scaled(reference ?? SIZE_PRESETS.square_hd, wishes.scale);
  if (rule.by === "aspect_ratio") {
    const pixels = RESOLUTION_PIXELS[String(wishes.resolution)] ?? rule.pixels;
    return withArea(ratioOf(wishes.aspect_ratio ?? rule.fallback, reference), pixels);
  }
  return bySizeField(rule, wishes.image_size, reference);
}

function bySizeField(
  rule: Extract<SizeRule, { by: "image_size" }>,
  wish: unknown,
  reference: Size | undefined,
): Size {
  if (typeof wish === "object" && wish !== null) return customSize(wish);
  const name = typeof wish === "string" ? wish : rule.fallback;
  const minPixels = rule.minPixels ?? 0;
  const preset = Object.entries(SIZE_PRESETS).find(([key]) => key === name)?.[1];
  if (preset === undefined) {
    const pixels = AUTO_PIXELS[name] ?? Math.max(MEGAPIXEL, minPixels);
    return withArea(ratioOf("auto", reference), pixels);
  }
  if (preset.width * preset.height >= minPixels) return preset;
  return withArea(preset.width / preset.height, minPixels);
}

function customSize(wish: object): Size {
  const { width, height } = { width: CUSTOM_DEFAULT, height: CUSTOM_DEFAULT, ...wish };
  return { width, height };
}

function ratioOf(wish: unknown, reference: Size | undefined): number {
  const [width, height] = String(wish).split(":").map(Number);
  if (width !== undefined && height !== undefined && width > 0 && height > 0) return width / height;
  return reference === undefined ? 1 : reference.width / reference.height;
}

function withArea(ratio: number, pixels: number): Size {
  const height = Math.sqrt(pixels / ratio);
  return { width: side(height * ratio), height: side(height) };
}

function scaled(size: Size, scale: unknown): Size {
  const factor = typeof scale === "number" ? scale : 1;
  return { width: clamp(size.width * factor), height: clamp(size.height * factor) };
}

function side(pixels: number): number {
  return clamp(Math.ceil(pixels / SIDE_STEP) * SIDE_STEP);
}

function clamp(pixels: number): number {
  return Math.min(SIDE_MAX, Math.max(1, Math.round(pixels)));
}
