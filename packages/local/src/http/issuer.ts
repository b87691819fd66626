import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type CryptoKey,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  importSPKI,
  SignJWT,
} from "jose";
import * as z from "zod";
import type { JwtRule } from "./authorizer.ts";

/** Stands in for the identity provider: signs tokens that the local APIs accept, and nothing else does. */
export interface Issuer {
  publicKey: CryptoKey;
  sign(request: { rule: JwtRule; person: string; expiresInSeconds?: number }): Promise<string>;
}

const KeyFile = z.object({ privateKey: z.string(), publicKey: z.string() });
const TOKEN_SECONDS = 30 * 24 * 3600;

/** Reads the signing key, made at the first start, so that tokens stay good over restarts. */
export async function openIssuer(path: string): Promise<Issuer> {
  const pem = await readKeys(path);
  const privateKey = await importPKCS8(pem.privateKey, "RS256");
  const publicKey = await importSPKI(pem.publicKey, "RS256");
  return {
    publicKey,
    sign: ({ rule, person, expiresInSeconds = TOKEN_SECONDS }) =>
      new SignJWT({ email: `${person}@example.com` })
        .setProtectedHeader({ alg: "RS256", typ: "JWT" })
        .setSubject(person)
        .setIssuer(rule.issuer)
        .setAudience(rule.audience)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
        .sign(privateKey),
  };
}

async function readKeys(path: string): Promise<z.infer<typeof KeyFile>> {
  try {
    return KeyFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const keys = { privateKey: await exportPKCS8(privateKey), publicKey: await exportSPKI(publicKey) };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}
