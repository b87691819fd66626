/** What is made, and how pictures are stored and shown. */

/** Camera azimuths of a full profile, in degrees; see profile-360/angles.ts for the convention. */
export const PROFILE_ANGLES = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330] as const;

export const PROFILE = {
  anglesMax: 36,
  anglesMin: 1,
  batchSize: 4,
  /** A profile of fewer angles than this never falls back to the simplified plan. */
  simplifiedFromAngles: 12,
  simplifiedAngles: 8,
  simplifiedGapMaxDegrees: 60,
  /** Rounds that render only what is missing or failing again, after the first round. */
  repairRounds: 3,
  repairRoundsMax: 5,
} as const;

/** The fewest good angles that still make a partial profile of `asked` angles. */
export function partialMinimum(asked: number): number {
  return Math.ceil((2 * asked) / 3);
}

export const MASTER = {
  candidatesMax: 4,
  /** How often a set of candidates is drawn anew when none is good enough. */
  attemptsMax: 2,
  qualityMin: 0.9,
} as const;

/** A composite shot. Places and heights are shares of the picture. */
export const COMPOSITE = {
  /** Height at which the regions of a scene are compared to their references. */
  regionSceneMaxPixels: 1080,
  charactersMax: 8,
  propsMax: 6,
  controlImagesMax: 1,
  scaleMin: 0.05,
  scaleMax: 4,
  poseMaxChars: 200,
  lightingMaxChars: 300,
  widthDefault: 1920,
  heightDefault: 1080,
  sideMinPixels: 64,
  sideMaxPixels: 4096,
  /** Height of a character, and of a prop, at scale 1. */
  characterHeight: 0.6,
  propHeight: 0.24,
  /** Where somebody stands who was given no place. */
  groundDefault: 0.92,
  /** The same reference twice must stand at least this far apart. */
  apartMin: 0.02,
  attemptsDefault: 2,
  attemptsMax: 4,
  /** A profile's view is preferred to the master when it is nearer to the asked one by this many degrees. */
  viewGainMinDegrees: 15,
  /** Longest specification of one reference in a prompt. */
  lookMaxChars: 420,
  controlScale: 0.7,
  /** A color this far (OKLab) from the one that a text names contradicts it. */
  colorContradictionMin: 0.14,
} as const;

export const IMAGE = {
  /** Largest encoded picture that is accepted from the provider. */
  maxBytes: 10 * 1024 * 1024,
  maxPixels: 50_000_000,
  minPixels: 64 * 64,
  /** A thinner picture is not a picture of anything. */
  minSidePixels: 16,
  /** WebP cannot be wider or taller. */
  maxSidePixels: 16_383,
  downloadTimeoutMs: 20_000,
  /** An effort of 2 takes half the time of the encoder's default 4, for 2 to 4 % more bytes at over 42 dB. */
  webp: { quality: 85, effort: 2 },
  thumbnailWidths: [256, 512],
  standardSize: 1024,
  highSize: 2048,
  uploadsAtOnce: 10,
} as const;

/** What is measured on a stored picture, from a copy this small. */
export const MEASURE = {
  sidePixels: 128,
  placeholderSidePixels: 64,
  /** A picture whose luma varies less than both (0-255) shows nothing. */
  blankDeviationMax: 2.5,
  blankRangeMax: 12,
  paletteColors: 6,
  /** Perceptual hashes (64 bits) that differ in at most this many bits are one picture; see images/compare.ts. */
  duplicateMaxBits: 3,
} as const;

/** A contact sheet; cell widths in pixels. */
export const SHEET = { columnsMax: 12, cellsMax: 72, cellWidthMin: 64, cellWidthMax: 1024 } as const;

export const STORAGE = {
  quotaBytes: 10 * 1024 ** 3,
  /** What a pixel is expected to take, thumbnails included, when room is looked for before anything is paid. */
  bytesPerPixelExpected: 0.25,
  /** Intermediate pictures are swept after this many days. */
  intermediateDays: 7,
  presignMaxSeconds: 7 * 24 * 60 * 60,
  /** Longest one call to the bucket may take, with all its retries. */
  callTimeoutMs: 30_000,
  metadataMaxBytes: 8_192,
  deletesAtOnce: 10,
  /** Keys are immutable, so a copy of what they name never goes stale. */
  cacheControl: "public, max-age=31536000, immutable",
} as const;

/** Sizes a caller may ask of the CDN. */
export const CDN = { sideMinPixels: 1, sideMaxPixels: 4096 } as const;
