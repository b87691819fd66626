import { createPublicKey, type KeyObject } from "node:crypto";
import * as z from "zod";
import { FAL, WEBHOOK } from "../limits.ts";

export interface FalJwksOptions {
  url: string;
  fetch?: typeof fetch;
  /** Milliseconds since 1970; an argument so that tests decide the time. */
  now?: () => number;
}

const Jwks = z.object({ keys: z.array(z.unknown()).max(100) });
const Jwk = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().transform((x) => x.replace(/=+$/, "")),
});

/** FAL's public keys, kept for at most a day. Neither method throws: without any keys they answer undefined. */
export class FalJwks {
  readonly #url: string;
  readonly #fetch: typeof fetch;
  readonly #now: () => number;
  #keys: KeyObject[] | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #lastFailed = false;
  #pending: Promise<KeyObject[] | undefined> | undefined;

  constructor(options: FalJwksOptions) {
    this.#url = options.url;
    this.#fetch = options.fetch ?? fetch;
    this.#now = options.now ?? Date.now;
  }

  /** The keys as known, fetched when there are none that are fresh enough. */
  async keys(): Promise<KeyObject[] | undefined> {
    const isFresh = this.#now() - this.#fetchedAt < WEBHOOK.jwksMaxAgeMs;
    return isFresh && this.#keys ? this.#keys : this.#load();
  }

  /**
   * The keys fetched anew, for a signature that none of the known ones made. At most once per
   * `WEBHOOK.jwksRefreshMinMs`; between two fetches the keys at hand, or undefined if the last fetch failed.
   */
  async refreshed(): Promise<KeyObject[] | undefined> {
    if (this.#now() - this.#triedAt >= WEBHOOK.jwksRefreshMinMs) return this.#load();
    return this.#lastFailed ? undefined : this.#keys;
  }

  async #load(): Promise<KeyObject[] | undefined> {
    this.#pending ??= this.#download().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #download(): Promise<KeyObject[] | undefined> {
    this.#triedAt = this.#now();
    try {
      const response = await this.#fetch(this.#url, {
        redirect: "error",
        signal: AbortSignal.timeout(FAL.jwksTimeoutMs),
      });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const keys = Jwks.parse(await response.json()).keys.flatMap(keyOf);
      if (keys.length === 0) throw new Error("no usable key");
      this.#keys = keys;
      this.#fetchedAt = this.#now();
      this.#lastFailed = false;
      return keys;
    } catch {
      // Whoever asked answers 503 and FAL delivers again, so the reason needs no other witness.
      this.#lastFailed = true;
      return undefined;
    }
  }
}

/** Keys of other kinds, or broken ones, are passed over. */
function keyOf(value: unknown): KeyObject[] {
  const parsed = Jwk.safeParse(value);
  if (!parsed.success) return [];
  try {
    return [createPublicKey({ key: parsed.data, format: "jwk" })];
  } catch {
    return [];
  }
}
