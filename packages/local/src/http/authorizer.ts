import { jwtVerify } from "jose";
import * as z from "zod";
import type { Issuer } from "./issuer.ts";

const Authorizer = z.looseObject({
  AuthorizerType: z.literal("JWT"),
  IdentitySource: z.tuple([z.literal("$request.header.Authorization")]),
  JwtConfiguration: z.looseObject({ Issuer: z.string(), Audience: z.array(z.string()).min(1) }),
});

/** What a token must say to pass. */
export interface JwtRule {
  issuer: string;
  audience: string[];
}

/** Reads a JWT authorizer. Throws, naming it, for any other kind. */
export function readJwtRule(id: string, properties: unknown): JwtRule {
  const parsed = Authorizer.safeParse(properties);
  if (!parsed.success) throw new Error(`${id}: ${z.prettifyError(parsed.error)}`);
  const { Issuer, Audience } = parsed.data.JwtConfiguration;
  return { issuer: Issuer, audience: Audience };
}

/** The claims of a good token, each as text like API Gateway hands them on; undefined for no, bad or expired tokens. */
export async function verifyToken(
  header: string | undefined,
  { rule, issuer }: { rule: JwtRule; issuer: Issuer },
): Promise<Record<string, string> | undefined> {
  const token = header?.replace(/^Bearer\s+/i, "");
  if (!token) return undefined;
  try {
    const { payload } = await jwtVerify(token, issuer.publicKey, {
      issuer: rule.issuer,
      audience: rule.audience,
      algorithms: ["RS256"],
      requiredClaims: ["exp"],
    });
    return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
  } catch {
    return undefined;
  }
}

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(" ")}]`;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
