import type { Scope } from "./canonical.ts";
import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";
import type { QueryParameter } from "./target.ts";

/** What a caller claims to be and to have signed, from the Authorization header or a presigned query. */
export type Claim = {
  accessKeyId: string;
  scope: Scope;
  signedHeaders: string[];
  signature: string;
  /** Time of signing as sent: YYYYMMDDTHHMMSSZ. */
  time: string;
  /** Set for presigned URLs only. */
  expiresSeconds?: number;
  /** What the caller says about the body: a SHA-256 in hex, UNSIGNED-PAYLOAD or STREAMING-…. */
  payload: string;
};

/** A request as far as authorization needs it. */
export type ClaimSource = { headers: ReadonlyMap<string, string>; query: readonly QueryParameter[] };

const ALGORITHM = "AWS4-HMAC-SHA256";
const TIME = /^\d{8}T\d{6}Z$/;
const REGIONS = ["auto", "us-east-1"];

/** Reads the claim and refuses what is missing or malformed; verifies nothing yet. */
export function readClaim({ headers, query }: ClaimSource): Claim {
  const header = headers.get("authorization");
  const parameters = new Map(query);
  const isPresigned = parameters.has("X-Amz-Algorithm") || parameters.has("X-Amz-Signature");
  if (header !== undefined && isPresigned) {
    throw new S3Error(
      "InvalidArgument",
      "Use either the Authorization header or a presigned query, not both.",
    );
  }
  if (headers.has("x-amz-security-token") || parameters.has("X-Amz-Security-Token")) {
    throw new S3Error("InvalidToken", "Session tokens are not known here.");
  }
  if (isPresigned) return claimFromQuery(parameters, headers);
  if (header !== undefined) return claimFromHeader(header, headers);
  if (parameters.has("AWSAccessKeyId")) throw unsupportedMechanism();
  throw new S3Error("AccessDenied", "Access denied: the request carries no signature.");
}

function claimFromHeader(header: string, headers: ReadonlyMap<string, string>): Claim {
  if (!header.startsWith(`${ALGORITHM} `)) throw unsupportedMechanism();
  const fields = new Map<string, string>();
  for (const part of header.slice(ALGORITHM.length).split(",")) {
    const equals = part.indexOf("=");
    fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const [credential, signedHeaders, signature] = ["Credential", "SignedHeaders", "Signature"].map((n) =>
    fields.get(n),
  );
  if (!credential || !signedHeaders || !signature) {
    throw malformedHeader("Credential, SignedHeaders and Signature are required.");
  }
  const time = headers.get("x-amz-date");
  if (!time || !TIME.test(time)) {
    throw new S3Error("AccessDenied", "A valid x-amz-date header (YYYYMMDDTHHMMSSZ) is required.");
  }
  const payload = headers.get("x-amz-content-sha256");
  if (!payload)
    throw new S3Error("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  return {
    ...parseCredential(credential, { time, refuse: malformedHeader }),
    signedHeaders: signedHeaders.split(";"),
    signature,
    time,
    payload,
  };
}

function claimFromQuery(
  parameters: ReadonlyMap<string, string>,
  headers: ReadonlyMap<string, string>,
): Claim {
  const read = (name: string): string => {
    const value = parameters.get(name);
    if (!value) throw malformedQuery(`The query parameter ${name} is required.`);
    return value;
  };
  if (read("X-Amz-Algorithm") !== ALGORITHM)
    throw malformedQuery(`X-Amz-Algorithm only supports ${ALGORITHM}.`);
  const time = read("X-Amz-Date");
  if (!TIME.test(time)) throw malformedQuery("X-Amz-Date must have the form YYYYMMDDTHHMMSSZ.");
  const expiresSeconds = Number(read("X-Amz-Expires"));
  if (
    !Number.isInteger(expiresSeconds) ||
    expiresSeconds < 1 ||
    expiresSeconds > S3_LIMITS.presignedMaxSeconds
  ) {
    throw malformedQuery(
      `X-Amz-Expires must be a number of seconds from 1 to ${S3_LIMITS.presignedMaxSeconds}.`,
    );
  }
  return {
    ...parseCredential(read("X-Amz-Credential"), { time, refuse: malformedQuery }),
    signedHeaders: read("X-Amz-SignedHeaders").split(";"),
    signature: read("X-Amz-Signature"),
    time,
    expiresSeconds,
    payload:
      parameters.get("X-Amz-Content-Sha256") ?? headers.get("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD",
  };
}

type CredentialRules = { time: string; refuse: (message: string) => S3Error };

function parseCredential(
  credential: string,
  { time, refuse }: CredentialRules,
): Pick<Claim, "accessKeyId" | "scope"> {
  const parts = credential.split("/");
  const [date, region, service, terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request") {
    throw refuse("The credential must have the form <key id>/<date>/<region>/s3/aws4_request.");
  }
  if (service !== "s3") throw refuse(`The credential's service is "${service}"; it must be "s3".`);
  if (!REGIONS.includes(region)) {
    throw refuse(`The region "${region}" is wrong; expecting one of: ${REGIONS.join(", ")}.`);
  }
  if (date !== time.slice(0, 8)) throw refuse(`The credential's date ${date} is not the day of signing.`);
  return { accessKeyId, scope: { date, region, service } };
}

function malformedHeader(message: string): S3Error {
  return new S3Error("AuthorizationHeaderMalformed", `The authorization header is malformed. ${message}`);
}

function malformedQuery(message: string): S3Error {
  return new S3Error("AuthorizationQueryParametersError", message);
}

function unsupportedMechanism(): S3Error {
  return new S3Error(
    "InvalidRequest",
    `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
  );
}
