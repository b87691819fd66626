const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** Bounds of R2's S3 API and of Cloudflare's image transformations. */
export const S3_LIMITS = {
  keyMaxBytes: 1024,
  metadataMaxBytes: 8 * KIB,
  objectMaxBytes: 5 * GIB,
  listMaxKeys: 1000,
  deleteMaxKeys: 1000,
  deleteRequestMaxBytes: 4 * MIB,
  smallRequestMaxBytes: 64 * KIB,
  requestHeadersMaxBytes: 64 * KIB,
  clockSkewMaxMs: 15 * 60 * 1000,
  presignedMaxSeconds: 7 * 24 * 60 * 60,
  chunkLineMaxBytes: 8 * KIB,
  writeIntervalMs: 1000,
} as const;

/** Bounds of `/cdn-cgi/image/`: Cloudflare's, except for the bytes, which are what one machine should hold in memory. */
export const IMAGE_LIMITS = {
  sideMaxPixels: 12_000,
  sourceMaxPixels: 100_000_000,
  sourceMaxBytes: 64 * MIB,
  avifSideMaxPixels: 1200,
  qualityDefault: 85,
  variantCacheMaxBytes: 64 * MIB,
} as const;
