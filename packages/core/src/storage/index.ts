export { uploadBatch } from "./batch.ts";
export { CdnOptions, cdnUrl } from "./cdn-url.ts";
export {
  StorageCorrupt,
  StorageKeyConflict,
  StorageMissing,
  StorageQuotaExceeded,
  StorageRefused,
  StorageUnavailable,
} from "./errors.ts";
export {
  compositeKey,
  featuresKey,
  featuresPrefix,
  intermediateKey,
  type ProfilePlace,
  type ProjectPlace,
  profileKey,
  projectPrefix,
  type ReferencePlace,
  referenceKey,
  reportKey,
  thumbnailKey,
} from "./keys.ts";
export {
  copyObject,
  deleteObject,
  deleteObjects,
  getObject,
  headObject,
  type ListedObject,
  listObjects,
  type ObjectPage,
  type StoredObject,
} from "./objects.ts";
export { type PutInput, type PutResult, putImmutable } from "./put.ts";
export type { Outcome } from "./side-by-side.ts";
export { type ImageUrlOptions, imageUrl, type SignedUrlOptions, signedUrl } from "./signed-url.ts";
