/** Every error code this endpoint answers, with its HTTP status. */
const S3_ERROR_STATUS = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  EntityTooLarge: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidDigest: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidToken: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  SlowDown: 503,
  TooManyRequests: 429,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3ErrorCode = keyof typeof S3_ERROR_STATUS;

type S3ErrorOptions = {
  /** Extra response headers, such as Content-Range of a refused range. */
  headers?: Record<string, string>;
  /** Extra elements of the error document, such as ServerTime. */
  details?: Record<string, string>;
};

/** A refusal that the caller is meant to see; its code decides the HTTP status. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly code: S3ErrorCode;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly details: Record<string, string>;

  constructor(code: S3ErrorCode, message: string, { headers = {}, details = {} }: S3ErrorOptions = {}) {
    super(message);
    this.code = code;
    this.status = S3_ERROR_STATUS[code];
    this.headers = headers;
    this.details = details;
  }
}
