import type { Checksum } from "./checksums.ts";
import { S3Error } from "./errors.ts";
import type { OperationName } from "./operations.ts";
import type { Reply } from "./reply.ts";
import type { BucketStore } from "./store.ts";

/** One authenticated request, ready to be carried out. */
export type S3Call = {
  operation: OperationName;
  bucket: string;
  /** Empty for operations on a bucket. */
  key: string;
  query: ReadonlyMap<string, string>;
  /** By lower-case name; x-amz headers that a presigned URL carries in its query are among them. */
  headers: ReadonlyMap<string, string>;
  /** Throws at its end when the body is not what the request says. */
  body: AsyncIterable<Buffer>;
  /** The verified checksum, once the body has ended. */
  checksum(): Checksum | undefined;
  store: BucketStore;
};

/** Carries out one operation, or throws an S3Error. */
export type OperationHandler = (call: S3Call) => Promise<Reply>;

/** Reads a small body as text; InvalidRequest when it is longer than `maxBytes`. */
export async function readText(
  body: AsyncIterable<Buffer>,
  { maxBytes }: { maxBytes: number },
): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > maxBytes)
      throw new S3Error("InvalidRequest", `The request document is longer than ${maxBytes} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** Reads the body of an operation that takes none, so that its hash is verified all the same. */
export async function expectNoBody({ body, operation }: S3Call): Promise<void> {
  const text = await readText(body, { maxBytes: 0 });
  if (text !== "") throw new S3Error("InvalidRequest", `${operation} takes no request body.`);
}

/** An XML answer. */
export function xmlReply(xml: string, { status = 200, headers = {} } = {}): Reply {
  return { status, headers: { ...headers, "content-type": "application/xml" }, body: xml };
}
