import { setMaxListeners } from "node:events";
import { join } from "node:path";
import type { Sandbox } from "@likeness/fal-sandbox";
import sharp from "sharp";
import type { Assembly } from "./assembly.ts";
import { closeAll } from "./close-all.ts";
import { claimFolder } from "./data-folder.ts";
import type { Credentials } from "./edges.ts";
import { type FalOptions, openFal } from "./fal-edge.ts";
import { openIssuer } from "./http/issuer.ts";
import { createInlineRuntime } from "./lambda/inline.ts";
import { createIsolateRuntime } from "./lambda/isolate.ts";
import { createMixedRuntime } from "./lambda/mixed.ts";
import type { FunctionLog } from "./lambda/runtime.ts";
import { createMeter, type Meter } from "./meter.ts";
import { LOCAL_PLACE } from "./names.ts";
import { openPorts } from "./ports.ts";
import { startProduct } from "./product.ts";
import { projectRoot } from "./project.ts";
import { openStorage } from "./storage-edge.ts";
import { synthesize } from "./synth.ts";
import { readTemplate } from "./template.ts";

const RUNTIMES = { cores: createMixedRuntime, each: createIsolateRuntime, none: createInlineRuntime };

export interface CloudOptions {
  /** Tables, pictures, executions and keys live here and survive a restart. One cloud per folder at a time. */
  dataDir: string;
  /** Port of the public API; by default the one it had last time, or a free one. */
  port?: number | undefined;
  /** Which functions have a thread of their own: those with a core of their own (the default), each one, or none. */
  threads?: keyof typeof RUNTIMES | undefined;
  /** The sandbox's behaviour, or the key of the real FAL; default: the sandbox with its defaults. */
  fal?: FalOptions | undefined;
  /** Further environment of every function. */
  env?: Record<string, string> | undefined;
  /** Divides the period of schedules. */
  speed?: number | undefined;
  /** Gets every line that functions write, and what the cloud itself is doing. */
  log?: ((line: string) => void) | undefined;
  /** What to run; by default this project's stacks, synthesized when they have changed. */
  assembly?: Assembly | undefined;
}

/** A running cloud; everything listens on 127.0.0.1 only. */
export interface Cloud {
  apiUrl: string;
  webhookUrl: string;
  cdnUrl: string;
  s3: { url: string; credentials: Credentials; bucket: string };
  /** Absent with the real FAL. */
  sandbox?: Sandbox | undefined;
  /** A token that the API accepts, good for 30 days. */
  token(person?: string): Promise<string>;
  meter: Meter;
  /** The payload of a function, by `<stack>.<logical id>`, name or ARN. Rejects with the function's error. */
  invoke(functionId: string, event: unknown): Promise<unknown>;
  /** Ends everything; executions still running are reported as aborted by the next start. */
  close(): Promise<void>;
}

/** Runs the synthesized template on this machine. Rejects, with nothing left running, when any part cannot start. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const started: { close(): Promise<void> }[] = [];
  try {
    return await start(options, started);
  } catch (error) {
    await closeAll(started);
    throw error;
  }
}

async function start(options: CloudOptions, started: { close(): Promise<void> }[]): Promise<Cloud> {
  const { dataDir, log = () => undefined } = options;
  keep(started, await claimFolder(dataDir));
  boundImageMemory();
  // By design hundreds of waiting requests and map iterations listen to a few abort signals.
  setMaxListeners(0);
  const assembly = options.assembly ?? (await synthesize({ root: projectRoot(), onProgress: log }));
  const template = readTemplate(assembly);
  const meter = createMeter();
  const ports = await openPorts(join(dataDir, "ports.json"), options.port ? { api: options.port } : {});
  const storage = keep(started, await openStorage({ dataDir, ports, meter }));
  const fal = await openFal(options.fal ?? {}, { dataDir, ports });
  if (fal.sandbox) keep(started, fal.sandbox);
  const functionLog: FunctionLog = ({ functionName, text }) => log(`${functionName} ${text.trimEnd()}`);
  const createRuntime = RUNTIMES[options.threads ?? "cores"];
  const runtime = keep(started, createRuntime({ log: functionLog }));
  const product = keep(
    started,
    await startProduct({
      ...{ assembly, template, meter, ports, runtime, log },
      place: LOCAL_PLACE,
      dataDir,
      issuer: await openIssuer(join(dataDir, "issuer.json")),
      edges: { bucket: storage, fal, extra: options.env ?? {} },
      speed: options.speed,
    }),
  );
  await ports.save();
  return {
    apiUrl: product.apiUrl,
    webhookUrl: product.webhookUrl,
    cdnUrl: storage.publicUrl,
    s3: { url: storage.url, credentials: storage.credentials, bucket: storage.name },
    sandbox: fal.sandbox,
    token: product.token,
    meter,
    invoke: product.invoke,
    close: () => closeAll(started),
  };
}

function keep<T extends { close(): Promise<void> }>(started: { close(): Promise<void> }[], part: T): T {
  started.push(part);
  return part;
}

// libvips would otherwise keep decoded pictures and a thread per core for every function at once.
function boundImageMemory(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}
