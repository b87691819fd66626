import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createArchive } from "./archive.ts";
import { assemble } from "./assemble.ts";
import type { Bill } from "./bill.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Artist } from "./draw/index.ts";
import { createFaultPlan, type Faults } from "./faults.ts";
import type { Gateway } from "./gateway.ts";
import { hireArtist } from "./hired-artist.ts";
import { BodyTooLarge, json, type Reply, readCall, sendReply } from "./http.ts";
import { createMediaStore, mediaOnDisk } from "./media.ts";
import { type RouteParts, route } from "./routes.ts";
import { loadSigner } from "./signing.ts";
import type { PictureTruth } from "./truth.ts";
import type { WebhookPolicy } from "./webhook.ts";

/** How a sandbox behaves. All but `dataDir` have defaults. */
export interface SandboxOptions {
  /** Files, finished results and signing keys live here and survive a restart. */
  dataDir: string;
  /** 0, the default, picks a free one. Only loopback is listened on. */
  port?: number;
  /** The only accepted key; default any. */
  key?: string;
  /** Named and signed in webhooks; default `sandbox-user`. */
  userId?: string;
  /** Inference time of a request; drawing happens within it. Default 800. */
  latencyMs?: number;
  /** 0 (default) to 1: how far the inference times of single requests stray, always alike for the same input. */
  latencySpread?: number;
  /** Requests in progress at a time; default 4. */
  concurrency?: number;
  faults?: Faults;
  /** Who draws; default the built-in one. */
  artist?: Artist;
  /** Overrides of FAL's retry policy, such as a smaller `backoffScale`. */
  webhook?: Partial<WebhookPolicy>;
  clock?: Clock;
}

/** A running sandbox. Addresses carry no slash at the end. */
export interface Sandbox {
  url: string;
  queueUrl: string;
  directUrl: string;
  restUrl: string;
  jwksUrl: string;
  mediaOrigin: string;
  userId: string;
  /** What was accepted and charged since this process started. */
  bill(): Bill;
  /** What was done to each picture since this process started; also `GET /control/truths`. The product never asks. */
  truths(): PictureTruth[];
  /** Replaces all faults and starts counting requests anew; requests under way keep theirs. */
  setFaults(faults: Faults): void;
  /** Holds for requests that start later. */
  setLatency(latencyMs: number): void;
  /** Ends everything under way without a trace; what is on disk is served again by the next start. */
  close(): Promise<void>;
}

/** Starts the sandbox on loopback. Throws when the port is taken or a fault is unknown. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const stop = new AbortController();
  const faults = createFaultPlan(options.faults ?? {});
  const signer = await loadSigner({ dir: options.dataDir });
  const hired = options.artist ? undefined : hireArtist({ dir: join(options.dataDir, "artist") });
  const artist = options.artist ?? (hired as Artist);
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const latency = { baseMs: options.latencyMs ?? 800, spread: options.latencySpread ?? 0 };
  const { dataDir, clock = systemClock } = options;
  const media = createMediaStore({ files: mediaOnDisk(join(dataDir, "media")), clock });
  const archive = createArchive({ dir: join(dataDir, "results"), now: clock.now });
  const place = { url, port, latency, faults, signer, artist, signal: stop.signal, media, archive };
  const parts = assemble(options, place);
  serve(server, parts, stop.signal);
  return {
    url,
    queueUrl: parts.queueUrl,
    directUrl: `${url}/fal.run`,
    restUrl: `${url}/rest.fal.ai`,
    jwksUrl: `${url}/rest.fal.ai/.well-known/jwks.json`,
    mediaOrigin: url,
    userId: parts.userId,
    bill: () => parts.ledger.bill(),
    truths: () => parts.truths.all(),
    setFaults: (faults) => parts.faults.set(faults),
    setLatency: (latencyMs) => {
      latency.baseMs = latencyMs;
    },
    close: async () => {
      await close(server, { stop, gateway: parts.gateway });
      await hired?.close();
    },
  };
}

function serve(server: Server, parts: RouteParts, signal: AbortSignal): void {
  server.on("request", async (request, response) => {
    const call = readCall(request, response);
    try {
      const reply = await route(parts, call).catch(unexpected);
      await sendReply(response, reply, AbortSignal.any([signal, call.signal]));
    } catch {
      response.destroy();
    }
  });
}

function unexpected(error: unknown): Reply {
  if (error instanceof BodyTooLarge) return json(413, { detail: error.message });
  process.emitWarning(error instanceof Error ? error : String(error));
  return json(500, { detail: "Internal Server Error", error_type: "internal_error" });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function close(
  server: Server,
  { stop, gateway }: { stop: AbortController; gateway: Gateway },
): Promise<void> {
  stop.abort();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  await gateway.idle();
}
