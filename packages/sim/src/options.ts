import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import * as z from "zod";
import { Faults } from "../../fal-sandbox/src/faults.ts";
import { STRIKES } from "./gate.ts";
import { SCENARIOS } from "./scenario.ts";

export const KINDS = [
  "plain",
  "single",
  "every",
  "mixed",
  "availability",
  "busy",
  "call",
  "provider",
] as const;

/** `0,180`: azimuths in degrees. */
const Angles = z
  .string()
  .regex(/^\d+(,\d+)*$/, "azimuths with commas between them, such as 0,180")
  .transform((text) => text.split(",").map(Number))
  .pipe(z.array(z.int().max(359)).max(36));

const count = z.coerce.number().int().min(1);
const faultNames = Object.keys(Faults.shape) as [string, ...string[]];

const Options = z.object({
  seed: z.coerce.number().int().min(0).default(1),
  runs: count.max(1_000_000).default(100),
  kind: z.enum(KINDS).default("availability"),
  scenario: z.enum(SCENARIOS).optional(),
  workers: count.max(64).default(Math.min(availableParallelism(), 8)),
  json: z.boolean().default(false),
  log: z.string().min(1).optional(),
  help: z.boolean().default(false),
  point: count.optional(),
  strike: z.enum(STRIKES).optional(),
  fault: z.enum(faultNames).optional(),
  nth: count.default(1),
  angles: Angles.optional(),
  /** With `every`: only each n-th of the faults. */
  stride: count.default(1),
});

/** What the command line asks for. */
export type SimOptions = z.output<typeof Options>;

export const USAGE = `npm run sim -- [options]

Runs the product's own handlers and state machines against a virtual cloud and clock, throws faults at them, and checks
after every run that nothing was paid twice, lost or left open. The same seed gives the same run, byte for byte.

  --kind KIND       availability  the everyday mix of faults, full profiles (default)
                    mixed         any fault anywhere, many at once
                    single        one fault each, drawn by the seed
                    every         every single fault at every call of a run
                    busy          three profiles at a provider that takes two long requests at a time
                    plain         no faults
                    call          one fault: --point N --strike NAME
                    provider      one fault of the provider: --fault NAME --nth N
  --scenario NAME   master or profile; by default both in turn, and profile for availability
  --seed N          the first seed (default 1); run i has seed N + i
  --runs M          how many runs (default 100)
  --workers N       processes (default: the machine's cores)
  --angles A,B      angles of a profile that a single fault strikes (default 0,30; 0,180 goes through every repair round)
  --stride N        with --kind every: only each N-th fault
  --log FILE        writes the event log of the last run
  --json            prints the figures as JSON
  --help            this text

Exit code 1 when an invariant was broken or a promise was not kept.`;

/** Reads the command line. Throws an Error that says which option is wrong, and what is allowed. */
export function readOptions(args: string[]): SimOptions {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const parsed = Options.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`);
  throw new Error(`${problems.join("\n")}\nSee --help.`);
}

const OPTIONS = Object.fromEntries(
  Object.keys(Options.shape).map((name) => [
    name,
    { type: name === "json" || name === "help" ? ("boolean" as const) : ("string" as const) },
  ]),
);
