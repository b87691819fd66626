import type { Archive } from "./archive.ts";
import { createLedger, type Ledger } from "./bill.ts";
import { systemClock } from "./clock.ts";
import type { Artist } from "./draw/index.ts";
import type { FaultPlan } from "./faults.ts";
import { createGateway } from "./gateway.ts";
import type { MediaStore } from "./media.ts";
import type { Studio } from "./picture-answer.ts";
import type { RouteParts } from "./routes.ts";
import { createRunner, type Latency } from "./runner.ts";
import type { SandboxOptions } from "./sandbox.ts";
import type { Signer } from "./signing.ts";
import { createTruthBook } from "./truth.ts";
import { createCourier, FAL_WEBHOOK_POLICY } from "./webhook.ts";

type PartOptions = Pick<SandboxOptions, "clock" | "userId" | "concurrency" | "key" | "webhook">;

/** Everything the routes need, with the bill. */
export interface SandboxParts extends RouteParts {
  ledger: Ledger;
  userId: string;
}

/** What a sandbox is made of besides its options. */
export interface Place {
  url: string;
  port: number;
  latency: Latency;
  faults: FaultPlan;
  signer: Signer;
  artist: Artist;
  /** Ends everything under way. */
  signal: AbortSignal;
  media: MediaStore;
  archive: Archive;
}

/** Connects the parts of a sandbox that answers at `url`, wherever and however it is reached. */
export function assemble(options: PartOptions, place: Place): SandboxParts {
  const { url, port, latency, faults, signer, artist, signal, media, archive } = place;
  const { clock = systemClock, userId = "sandbox-user", concurrency = 4, key } = options;
  const foreignOrigin = `http://localhost:${port}`;
  const ledger = createLedger();
  const truths = createTruthBook();
  const studio: Studio = {
    artist,
    media,
    truths,
    urlOf: ({ path }, fault) => `${fault === "foreignHost" ? foreignOrigin : url}${path}`,
  };
  const policy = { ...FAL_WEBHOOK_POLICY, ...options.webhook };
  const courier = createCourier({ signer, clock, userId, policy, signal });
  const runner = createRunner({ studio, clock, latency: () => latency, signal });
  const gateway = createGateway({ archive, ledger, runner, courier, clock, concurrency, signal });
  const parts: RouteParts = {
    gateway,
    archive,
    faults,
    signer,
    media,
    truths,
    key,
    url,
    mediaOrigin: url,
    foreignOrigin,
    queueUrl: `${url}/queue.fal.run`,
    pending: new Map(),
    now: clock.now,
  };
  return { ...parts, ledger, userId };
}
