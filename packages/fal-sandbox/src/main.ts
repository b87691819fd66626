import { parseArgs } from "node:util";
import * as z from "zod";
import { Faults } from "./faults.ts";
import { startSandbox } from "./sandbox.ts";
import { complain, print } from "./terminal.ts";

const HELP = `Usage: npx tsx packages/fal-sandbox/src/main.ts [options]

Speaks FAL's queue, webhook and storage protocol on 127.0.0.1 and draws the pictures itself.

  --port N             port to listen on; 0 picks a free one (default 4500)
  --data DIR           where files, results and keys are kept (default .likeness/fal)
  --latency MS         inference time of a request (default 800)
  --latency-spread S   0 to 1: how far single requests stray from it (default 0)
  --concurrency N      requests in progress at a time (default 4)
  --key KEY            the only accepted API key (default: any)
  --user-id ID         account named in webhooks (default sandbox-user)
  --faults JSON        what goes wrong, e.g. '{"http503":{"nth":[2]},"duplicate":{"rate":0.1,"copies":3}}'
  --list-faults        print the names of all faults
  --help               print this`;

const Options = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(4_500),
  data: z.string().min(1).default(".likeness/fal"),
  latency: z.coerce.number().min(0).default(800),
  "latency-spread": z.coerce.number().min(0).max(1).default(0),
  concurrency: z.coerce.number().int().min(1).default(4),
  key: z.string().min(1).optional(),
  "user-id": z.string().min(1).optional(),
  faults: z.string().default("{}"),
});

/** Runs the sandbox until it is interrupted. Returns the exit code, or undefined while it serves. */
async function main(argv: string[]): Promise<number | undefined> {
  const flag = { type: "boolean" } as const;
  const value = { type: "string" } as const;
  const names = Object.keys(Options.shape);
  const { values } = parseArgs({
    args: argv,
    options: {
      help: flag,
      "list-faults": flag,
      ...Object.fromEntries(names.map((name) => [name, value])),
    },
  });
  if (values.help) return say(HELP);
  if (values["list-faults"]) return say(Object.keys(Faults.shape).join("\n"));
  const options = Options.parse(values);
  const sandbox = await startSandbox({
    dataDir: options.data,
    port: options.port,
    latencyMs: options.latency,
    latencySpread: options["latency-spread"],
    concurrency: options.concurrency,
    key: options.key,
    userId: options["user-id"],
    faults: Faults.parse(JSON.parse(options.faults)),
  });
  print(`FAL sandbox on ${sandbox.url} (queue ${sandbox.queueUrl}, keys ${sandbox.jwksUrl})`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      const { submissions, billedUsd } = sandbox.bill();
      print(`${submissions} requests, ${billedUsd.toFixed(4)} USD`);
      void sandbox.close();
    });
  }
  return undefined;
}

function say(message: string): number {
  print(message);
  return 0;
}

/** One line per problem, naming the option or the fault. */
function explain(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    complain(`${explain(error)}\n\nSee --help.`);
    process.exitCode = 2;
  },
);
