import * as z from "zod";
import { CHECKSUM_ALGORITHMS } from "./checksums.ts";

const Checksum = z.strictObject({ algorithm: z.enum(CHECKSUM_ALGORITHMS), value: z.string() });

/** What the writer said about an object: stored headers, user metadata, verified checksum. */
export const ObjectAttributes = z.strictObject({
  contentType: z.string(),
  cacheControl: z.string().optional(),
  contentDisposition: z.string().optional(),
  contentEncoding: z.string().optional(),
  contentLanguage: z.string().optional(),
  expires: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  checksum: Checksum.optional(),
  encryption: z.literal("AES256").optional(),
});
export type ObjectAttributes = z.infer<typeof ObjectAttributes>;

/** One stored object as written beside its body; `etag` is the MD5 in hex without quotes. */
export const ObjectRecord = z.strictObject({
  key: z.string(),
  etag: z.string().regex(/^[0-9a-f]{32}$/),
  bytes: z.int().nonnegative(),
  lastModifiedMs: z.number(),
  /** File name beside the record; a new one for each write, so that readers of the old body are not disturbed. */
  bodyFile: z.string().regex(/^[0-9a-f]{64}\.[0-9a-f]{16}$/),
  attributes: ObjectAttributes,
});
export type ObjectRecord = z.infer<typeof ObjectRecord>;
