import { timingSafeEqual } from "node:crypto";
import { type Claim, type ClaimSource, readClaim } from "./authorization.ts";
import { canonicalRequestHash, deriveSigningKey, scopeText, signLines } from "./canonical.ts";
import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";

/** The one pair of keys this endpoint knows. */
export type Credentials = { accessKeyId: string; secretAccessKey: string };

/** A verified signature, with what is needed to verify the signatures of the chunks that follow it. */
export type VerifiedSignature = {
  signature: string;
  time: string;
  scope: string;
  signingKey: Buffer;
  payload: string;
};

export type SignedRequest = ClaimSource & { method: string; path: string };

/** Verifies Signature Version 4 of a request (header or presigned query) at the time `nowMs`, or refuses as S3 does. */
export function verifySignature(
  request: SignedRequest,
  { credentials, nowMs }: { credentials: Credentials; nowMs: number },
): VerifiedSignature {
  const claim = readClaim(request);
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error("InvalidAccessKeyId", "The access key id you provided does not exist in our records.", {
      details: { AWSAccessKeyId: claim.accessKeyId },
    });
  }
  assertTimely(claim, nowMs);
  assertHeadersSigned(request, claim);
  const signingKey = deriveSigningKey(credentials.secretAccessKey, claim.scope);
  const scope = scopeText(claim.scope);
  const requestHash = canonicalRequestHash({
    ...request,
    signedHeaders: claim.signedHeaders,
    payloadHash: claim.payload,
  });
  const expected = signLines(signingKey, ["AWS4-HMAC-SHA256", claim.time, scope, requestHash]);
  assertSignature(claim.signature, expected);
  return { signature: expected, time: claim.time, scope, signingKey, payload: claim.payload };
}

/** Compares two signatures in constant time; SignatureDoesNotMatch when they differ. */
export function assertSignature(given: string, expected: string): void {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  if (left.length === right.length && timingSafeEqual(left, right)) return;
  throw new S3Error(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  );
}

function assertTimely({ time, expiresSeconds }: Claim, nowMs: number): void {
  const signedMs = epochMs(time);
  const server = { ServerTime: new Date(nowMs).toISOString() };
  const isEarly = signedMs - nowMs > S3_LIMITS.clockSkewMaxMs;
  if (expiresSeconds === undefined) {
    if (!isEarly && nowMs - signedMs <= S3_LIMITS.clockSkewMaxMs) return;
    throw new S3Error(
      "RequestTimeTooSkewed",
      "The difference between the request time and the server's time is too large.",
      {
        details: {
          RequestTime: time,
          ...server,
          MaxAllowedSkewMilliseconds: String(S3_LIMITS.clockSkewMaxMs),
        },
      },
    );
  }
  if (isEarly) throw new S3Error("AccessDenied", "Request is not valid yet", { details: server });
  const endMs = signedMs + expiresSeconds * 1000;
  if (nowMs < endMs) return;
  const details = {
    "X-Amz-Expires": String(expiresSeconds),
    Expires: new Date(endMs).toISOString(),
    ...server,
  };
  throw new S3Error("AccessDenied", "Request has expired", { details });
}

/** The host and every x-amz header must be covered, or somebody on the way could change what the request means. */
function assertHeadersSigned({ headers }: SignedRequest, { signedHeaders }: Claim): void {
  const mustBeSigned = [...headers.keys()].filter((name) => name === "host" || name.startsWith("x-amz-"));
  const unsigned = mustBeSigned.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  throw new S3Error("AccessDenied", "There were headers present in the request which were not signed", {
    details: { HeadersNotSigned: unsigned.join(", ") },
  });
}

function epochMs(time: string): number {
  const iso = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new S3Error("AccessDenied", `The time of signing ${time} is not a date.`);
  return ms;
}
