import { createHash, createHmac } from "node:crypto";

/** A role's keys, as a Lambda has them. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

interface Place {
  keys: Keys;
  region: string;
  service: string;
  now: Date;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * The headers of a POST to the root of a regional AWS endpoint, signed with Signature Version 4: the given ones (names
 * in lower case, `host` among them) with date, session token and authorization. Pure.
 */
export function signedHeaders(
  { headers, body }: { headers: Record<string, string>; body: string },
  { keys, region, service, now }: Place,
): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const { sessionToken } = keys;
  const all: Record<string, string> = {
    ...headers,
    "x-amz-date": time,
    ...(sessionToken && { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]}\n`).join("");
  const covered = names.join(";");
  const request = ["POST", "/", "", lines, covered, sha256(body)].join("\n");
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    (previous, part) => hmac(previous, part),
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = hmac(key, [ALGORITHM, time, scope, sha256(request)].join("\n")).toString("hex");
  const credential = `${keys.accessKeyId}/${scope}`;
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${covered}, Signature=${signature}`;
  return { ...all, authorization };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
