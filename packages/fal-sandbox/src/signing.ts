import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const KEYS_FILE = "signing-keys.json";
const KeysFile = z.array(z.string().startsWith("-----BEGIN PRIVATE KEY-----")).min(1);

/** What a webhook signature covers; `timestampSeconds` is unix time. */
export interface Signed {
  requestId: string;
  userId: string;
  timestampSeconds: number;
  body: Buffer;
}

/** The account's Ed25519 keys, newest first. The newest signs; all are published. */
export interface Signer {
  /** Hex signature as the `X-Fal-Webhook-Signature` header carries it. */
  sign(message: Signed): string;
  /** A well-formed signature by a key that was never published. */
  forge(message: Signed): string;
  jwks(): { keys: Array<{ kty: string; crv: string; x: string }> };
  /** Puts a fresh key in front; earlier keys stay published. */
  rotate(): Promise<void>;
}

/** Loads the keys kept in `dir`, or makes the first one there. */
export async function loadSigner({ dir }: { dir: string }): Promise<Signer> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, KEYS_FILE);
  const keys = await readKeys(file);
  const stranger = newKey();
  if (keys.length === 0) await rotateKeys(keys, file);
  return {
    sign: (message) => signWith(keys[0] ?? stranger, message),
    forge: (message) => signWith(stranger, message),
    jwks: () => ({ keys: keys.map(publicJwk) }),
    rotate: () => rotateKeys(keys, file),
  };
}

async function readKeys(file: string): Promise<KeyObject[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return [];
  return KeysFile.parse(JSON.parse(text)).map((pem) => createPrivateKey(pem));
}

async function rotateKeys(keys: KeyObject[], file: string): Promise<void> {
  keys.unshift(newKey());
  const pems = keys.map((key) => key.export({ type: "pkcs8", format: "pem" }));
  await writeFile(file, JSON.stringify(pems), { mode: 0o600 });
}

function newKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

function signWith(key: KeyObject, { requestId, userId, timestampSeconds, body }: Signed): string {
  const digest = createHash("sha256").update(body).digest("hex");
  const message = [requestId, userId, String(timestampSeconds), digest].join("\n");
  return sign(null, Buffer.from(message, "utf8"), key).toString("hex");
}

function publicJwk(key: KeyObject): { kty: string; crv: string; x: string } {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return { kty: "OKP", crv: "Ed25519", x: x ?? "" };
}
