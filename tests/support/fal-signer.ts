import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";

/** What FAL's webhook signature covers; the body as its bytes. */
export interface Signable {
  requestId: string;
  userId: string;
  timestamp: string;
  body: Buffer;
}

export interface FalSigner {
  /** Hex, as the header carries it. */
  sign(message: Signable): string;
  jwk: object;
}

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** An Ed25519 key that follows from its name: the same signatures in every run. */
export function signerOf(name: string): FalSigner {
  const seed = createHash("sha256").update(name).digest();
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: "der",
    type: "pkcs8",
  });
  return { sign: (message) => signWith(key, message), jwk: createPublicKey(key).export({ format: "jwk" }) };
}

function signWith(key: KeyObject, { requestId, userId, timestamp, body }: Signable): string {
  const digest = createHash("sha256").update(body).digest("hex");
  return sign(null, Buffer.from([requestId, userId, timestamp, digest].join("\n")), key).toString("hex");
}
