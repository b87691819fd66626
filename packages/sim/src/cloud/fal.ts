import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createArchive } from "../../../fal-sandbox/src/archive.ts";
import { assemble, type SandboxParts } from "../../../fal-sandbox/src/assemble.ts";
import type { Clock } from "../../../fal-sandbox/src/clock.ts";
import type { Artist } from "../../../fal-sandbox/src/draw/index.ts";
import { createFaultPlan, type Faults } from "../../../fal-sandbox/src/faults.ts";
import { type Call as FalCall, json, type Reply } from "../../../fal-sandbox/src/http.ts";
import { createMediaStore, type MediaFiles } from "../../../fal-sandbox/src/media.ts";
import { route } from "../../../fal-sandbox/src/routes.ts";
import { loadSigner } from "../../../fal-sandbox/src/signing.ts";
import { sleep } from "../process/clock.ts";
import { watchedMethods } from "../process/work.ts";
import type { Wire } from "./exchange.ts";
import { type Host, type HostAnswer, reset } from "./network.ts";

export interface FalOptions {
  dataDir: string;
  url: string;
  foreignUrl: string;
  concurrency: number;
  latencyMs: number;
  latencySpread: number;
  artist: Artist;
  faults: Faults;
}

/** FAL within this process: the sandbox's own routes, queue, models, webhooks and bill, without its server. */
export interface Fal {
  host: Host;
  parts: SandboxParts;
  /** Requests that are not finished. */
  unfinished(): number;
  stop(): void;
}

/** Any Ed25519 key will do, as long as it is the same in every run. */
const SIGNING_KEY = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
-----END PRIVATE KEY-----
`;

/** Opens the sandbox's parts on a folder of their own; everything they do is over when the process is quiet. */
export async function openFal(options: FalOptions): Promise<Fal> {
  const { dataDir, url, foreignUrl, concurrency, artist, latencyMs, latencySpread } = options;
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, "signing-keys.json"), JSON.stringify([SIGNING_KEY]));
  const stop = new AbortController();
  const clock: Clock = { now: () => Date.now(), sleep };
  const media = createMediaStore({ files: mediaInMemory(), clock });
  const archive = createArchive({ now: clock.now });
  const parts = assemble(
    { clock, concurrency },
    {
      ...{ url, port: Number(new URL(foreignUrl).port), artist, signal: stop.signal },
      latency: { baseMs: latencyMs, spread: latencySpread },
      faults: createFaultPlan(options.faults),
      signer: watchedMethods(await loadSigner({ dir: dataDir }), ["rotate"]),
      media: watchedMethods(media, ["put", "get"]),
      archive: watchedMethods(archive, ["keep", "find"]),
    },
  );
  return {
    parts,
    host: hostOf(parts),
    unfinished: () =>
      parts.ledger.bill().requests.filter(({ status }) => status === "IN_QUEUE" || status === "IN_PROGRESS")
        .length,
    stop: () => stop.abort(),
  };
}

/** The simulator would wait for the disk with each of them. */
function mediaInMemory(): MediaFiles {
  const kept = new Map<string, Awaited<ReturnType<MediaFiles["read"]>>>();
  return {
    write: async ({ name }, content) => void kept.set(name, content),
    read: async ({ name }) => kept.get(name),
  };
}

function hostOf(parts: SandboxParts): Host {
  return {
    service: "fal",
    isLong: ({ method }) => method === "POST",
    label: ({ method, url }) => `fal ${method} ${url.split("?")[0]}`,
    answer: async (wire, signal) => answerOf(await route(parts, callOf(wire, signal)).catch(unexpected)),
  };
}

function callOf({ method, url, headers, body }: Wire, signal: AbortSignal): FalCall {
  const { pathname, searchParams } = new URL(url, "http://sandbox");
  const [, host = "", ...rest] = pathname.split("/");
  return { method, host, path: rest.join("/"), query: searchParams, headers, body: async () => body, signal };
}

function answerOf(reply: Reply): HostAnswer {
  switch (reply.kind) {
    case "answer":
      return {
        status: reply.status,
        headers: reply.headers ?? {},
        body: typeof reply.body === "string" ? Buffer.from(reply.body) : reply.body,
      };
    case "drip":
      return { drips: reply.body, headers: reply.headers };
    case "hang":
      return { hangs: true };
    default:
      return reset();
  }
}

function unexpected(error: Error): Reply {
  return json(500, { detail: error.message, error_type: "internal_error" });
}
