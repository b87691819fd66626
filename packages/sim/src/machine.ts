import "./process/entropy.ts";
import { setMaxListeners } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import type { Assembly } from "../../local/src/assembly.ts";
import { projectRoot } from "../../local/src/project.ts";
import { synthesize } from "../../local/src/synth.ts";
import { openWorld } from "./cloud/world.ts";
import { createEventLog } from "./event-log.ts";
import { type Fixture, take } from "./fixture.ts";
import { Gate } from "./gate.ts";
import { drive, pumped } from "./loop.ts";
import { takeOverClock, type VirtualClock } from "./process/clock.ts";
import { takeOverCodec } from "./process/codec.ts";
import { reseed } from "./process/entropy.ts";
import { takeOverLibraries } from "./process/libraries.ts";
import { randomStream } from "./random.ts";
import { callerOf } from "./scenario.ts";

/** This process, turned into a simulator. */
export interface Machine {
  root: string;
  assembly: Assembly;
  clock: VirtualClock;
  scratchDir: string;
  /** A finished master, made by a run without faults. */
  fixture: Fixture | undefined;
  close(): void;
}

/** Where the SDK looks when it is not told; nothing here is ever reached. */
const SDK_ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "sim",
  AWS_SECRET_ACCESS_KEY: "sim",
  AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
};

/**
 * Takes over clock, chance and encoder of this process, and makes the master that turnarounds start from. That first run
 * also loads whatever libraries load on first use, which would otherwise make the first run of all differ.
 */
export async function openMachine(): Promise<Machine> {
  setMaxListeners(0);
  Object.assign(process.env, SDK_ENVIRONMENT);
  const root = projectRoot();
  const assembly = await synthesize({ root });
  const memory = "/dev/shm";
  const scratchDir = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "likeness-sim-"));
  const close = () => rmSync(scratchDir, { recursive: true, force: true });
  const machine: Machine = { root, assembly, clock: takeOverClock(), scratchDir, fixture: undefined, close };
  takeOverCodec();
  takeOverLibraries();
  await warmUp(machine);
  machine.fixture = await makeMaster(machine);
  return machine;
}

/**
 * Real time that passes before each move of the clock. Libraries load modules of their own when they are first used, in
 * threads that nobody sees: on a busy machine virtual hours would go by meanwhile, and every call would time out.
 */
const WARM_UP_PAUSES_MS = [1, 5, 25, 125, 625];

async function warmUp(machine: Machine): Promise<void> {
  const problems: unknown[] = [];
  for (const pauseMs of WARM_UP_PAUSES_MS) {
    try {
      await makeMaster(machine, pauseMs);
      return;
    } catch (error) {
      problems.push(error);
    }
  }
  throw problems.at(-1);
}

async function makeMaster({ clock, root, assembly, scratchDir }: Machine, pauseMs = 0): Promise<Fixture> {
  clock.reset();
  reseed(0);
  const log = createEventLog(clock.elapsedMs);
  const gate = new Gate({ order: randomStream(0, "order"), log, inject: () => undefined });
  const fal = { concurrency: 12, latencyMs: 800, latencySpread: 0.3, faults: {} };
  const dataDir = mkdtempSync(join(scratchDir, "master-"));
  const options = { root, assembly, dataDir, gate, log, fal, sidePixels: 64, perFunctionMax: 4 };
  const world = await pumped(openWorld(options), clock);
  const caller = callerOf(world);
  const untilMs = 60 * 60 * 1000;
  const fixture = await drive(
    (async () => {
      const stage = await caller.stage();
      const body = await caller.ended(stage, await caller.master(stage));
      if (!body.result?.mediaId) throw new Error(`No master without any fault: ${JSON.stringify(body)}`);
      const complete = { ...stage, masterId: body.result.mediaId };
      // One angle, so that the machine of turnarounds has run as well.
      await caller.ended(complete, await caller.profile(complete, [90]));
      return complete;
    })(),
    { gate, clock, untilMs, pauseMs },
  );
  const taken = await pumped(take(world, fixture), clock);
  world.close();
  return {
    ...taken,
    items: taken.items.filter((item) => item.angle === undefined),
    objects: taken.objects.filter(({ key }) => key.includes("/references/")),
  };
}
