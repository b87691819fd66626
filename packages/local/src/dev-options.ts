import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Faults } from "@likeness/fal-sandbox";
import * as z from "zod";
import type { CloudOptions } from "./cloud.ts";
import type { FalOptions } from "./fal-edge.ts";
import { readFaults } from "./fal-faults.ts";

export const DEV_HELP = `npm run dev [-- options]

Runs the deployed template on this machine until Ctrl-C. Data survives in the data folder.

  --port <n>          port of the API (default: the last one used, else a free one)
  --data <folder>     data folder (default: .likeness)
  --json              print exactly one JSON line when ready, for programs
  --fal-latency <ms>  how long the FAL sandbox takes for a picture (default: 800)
  --fal-faults <json> faults of the FAL sandbox, such as '{"drop":{"rate":0.1},"drift":{"rate":0.2}}'
  --isolate           run every function in a thread of its own
  --help              this text

With FAL_KEY in the environment the real FAL is used, which costs money: references are uploaded to it, and its
answers are asked for every two seconds, because its webhooks cannot reach this machine.`;

/** Settings of the host that also change what runs here; everything else of its environment stays outside. */
const HANDED_ON = [
  ...[
    "LOG_LEVEL",
    "MASTER_MODEL",
    "PROFILE_MODEL",
    "COMPOSITE_MODEL",
    "VISION_MODEL",
    "OPINION_MODEL",
    "PROMPT_REWRITE",
  ],
  ...["FAL_RATE_PER_MINUTE", "FAL_BURST", "FAL_IN_FLIGHT_MAX", "PROFILES_PER_HOUR"],
];

/** What the command line of `npm run dev` asks for. */
export interface DevOptions {
  help: boolean;
  json: boolean;
  cloud: Pick<CloudOptions, "dataDir" | "port" | "threads" | "fal" | "env">;
}

/** Throws, naming the option, for anything it does not understand. */
export function readDevOptions(
  args: string[],
  { root, environment }: { root: string; environment: NodeJS.ProcessEnv },
): DevOptions {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string" },
      data: { type: "string", default: ".likeness" },
      json: { type: "boolean", default: false },
      "fal-latency": { type: "string" },
      "fal-faults": { type: "string" },
      isolate: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const port = whole("--port", { text: values.port, max: 65_535 });
  const latencyMs = whole("--fal-latency", { text: values["fal-latency"], max: 600_000 });
  return {
    help: values.help,
    json: values.json,
    cloud: {
      dataDir: resolve(root, values.data),
      port,
      threads: values.isolate ? "each" : "cores",
      env: Object.fromEntries(
        HANDED_ON.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
      ),
      fal: falOptions({ falKey: environment.FAL_KEY, latencyMs, faults: faultsOf(values["fal-faults"]) }),
    },
  };
}

function falOptions({
  falKey,
  latencyMs,
  faults,
}: {
  falKey: string | undefined;
  latencyMs: number | undefined;
  faults: Faults | undefined;
}): FalOptions {
  if (!falKey) return { ...(latencyMs === undefined ? {} : { latencyMs }), ...(faults ? { faults } : {}) };
  if (latencyMs !== undefined || faults)
    throw new Error("--fal-latency and --fal-faults belong to the sandbox; unset FAL_KEY to use them");
  return { live: falKey };
}

function whole(option: string, { text, max }: { text: string | undefined; max: number }): number | undefined {
  if (text === undefined) return undefined;
  const parsed = z.coerce.number().int().min(0).max(max).safeParse(text);
  if (!parsed.success || text.trim() === "")
    throw new Error(`${option} must be a whole number from 0 to ${max}`);
  return parsed.data;
}

function faultsOf(text: string | undefined): Faults | undefined {
  return text === undefined ? undefined : readFaults(text);
}
