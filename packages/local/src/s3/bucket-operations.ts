import * as z from "zod";
import { expectNoBody, readText, type S3Call, xmlReply } from "./call.ts";
import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";
import { notImplemented } from "./operations.ts";
import type { Reply } from "./reply.ts";
import { parseXml, S3_NAMESPACE, xmlDocument } from "./xml.ts";

/** Creates a bucket; a location other than R2's own default is refused. */
export async function createBucket({ store, bucket, body }: S3Call): Promise<Reply> {
  const text = await readText(body, { maxBytes: S3_LIMITS.smallRequestMaxBytes });
  if (text !== "") assertDefaultLocation(text);
  if (await store.createBucket(bucket)) return { status: 200, headers: { location: `/${bucket}` } };
  throw new S3Error("BucketAlreadyOwnedByYou", "The bucket exists already and is yours.", {
    details: { BucketName: bucket },
  });
}

/** 200 when the bucket exists. */
export async function headBucket(call: S3Call): Promise<Reply> {
  await expectNoBody(call);
  if (call.store.hasBucket(call.bucket)) return { status: 200, headers: { "x-amz-bucket-region": "auto" } };
  throw new S3Error("NoSuchBucket", `The bucket "${call.bucket}" does not exist.`);
}

/** Deletes up to 1,000 keys; each is reported on its own, in `Quiet` mode only those that failed. */
export async function deleteObjects(call: S3Call): Promise<Reply> {
  const { store, bucket, headers } = call;
  const hasChecksum = [...headers.keys()].some((name) =>
    /^(content-md5|x-amz-checksum-|x-amz-trailer)/.test(name),
  );
  if (!hasChecksum) {
    throw new S3Error("InvalidRequest", "DeleteObjects needs Content-MD5 or an x-amz-checksum- header.");
  }
  const request = parseDelete(await readText(call.body, { maxBytes: S3_LIMITS.deleteRequestMaxBytes }));
  store.keys(bucket);
  for (const { Key: key } of request.Object) await store.remove({ bucket, key });
  const deleted = request.Quiet === "true" ? [] : request.Object.map(({ Key }) => ({ Key }));
  return xmlReply(xmlDocument("DeleteResult", { Deleted: deleted }, { namespace: S3_NAMESPACE }));
}

const DeleteRequest = z.object({
  Delete: z.strictObject({
    Object: z
      .array(z.looseObject({ Key: z.string().min(1) }))
      .min(1)
      .max(S3_LIMITS.deleteMaxKeys),
    Quiet: z.enum(["true", "false"]).optional(),
  }),
});

function parseDelete(text: string): z.infer<typeof DeleteRequest>["Delete"] {
  const parsed = DeleteRequest.safeParse(parseXml(text, { arrays: ["Object"] }));
  if (!parsed.success) {
    throw new S3Error("MalformedXML", `The Delete document is not valid: ${z.prettifyError(parsed.error)}`);
  }
  const further = parsed.data.Delete.Object.flatMap(Object.keys).find((name) => name !== "Key");
  if (further !== undefined) throw notImplemented(`${further} of an object to delete`);
  return parsed.data.Delete;
}

const DEFAULT_LOCATIONS = ["", "auto", "us-east-1"];
const CreateBucketRequest = z.object({
  CreateBucketConfiguration: z.union([
    z.literal(""),
    z.strictObject({ LocationConstraint: z.string().optional() }),
  ]),
});

function assertDefaultLocation(text: string): void {
  const parsed = CreateBucketRequest.safeParse(parseXml(text, { arrays: [] }));
  if (!parsed.success) throw notImplemented("This configuration of a new bucket");
  const configuration = parsed.data.CreateBucketConfiguration;
  const location = configuration === "" ? "" : (configuration.LocationConstraint ?? "");
  if (!DEFAULT_LOCATIONS.includes(location)) throw notImplemented(`The location "${location}"`);
}
