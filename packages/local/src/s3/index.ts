export type { BucketFiles, IncomingBody, OpenBody } from "./bucket-files.ts";
export { type CdnOptions, startCdn } from "./cdn.ts";
export { S3Error, type S3ErrorCode } from "./errors.ts";
export type { RunningServer } from "./http-server.ts";
export type { OnOperation, OperationEvent } from "./meter.ts";
export { type S3Options, startS3 } from "./server.ts";
export type { Credentials } from "./signature.ts";
export {
  BucketStore,
  type BucketStoreOptions,
  createBucketStore,
  type ObjectRef,
  openBucketStore,
} from "./store.ts";
