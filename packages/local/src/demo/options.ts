import { parseArgs } from "node:util";
import { inputError } from "@likeness/core/errors";
import type { Faults } from "@likeness/fal-sandbox";
import * as z from "zod";
import { readFaults } from "../fal-faults.ts";

const DEFAULT_DESCRIPTION =
  "a cheerful young lighthouse keeper with curly ginger hair, a long red coat with gold buttons, a teal scarf, " +
  "dark blue trousers and brown boots, an eye patch over her left eye and a leather satchel on her right hip";

export const HELP = `npm run demo -- [options]

Makes a master reference and a turnaround on this machine: no account, no key, nothing left running.

  --description TEXT   what to draw (default: a lighthouse keeper)
  --type TYPE          character | location | prop (default: character)
  --angles LIST        camera azimuths in degrees, 0-359, at most 36 (default: 0,30,…,330)
  --latency MS         how long one picture takes at the sandbox (default: 3000)
  --concurrency N      pictures the sandbox draws at once (default: 4)
  --seed N             another seed, another look
  --drift RATE         share of the pictures, 0 to 1, in which the sandbox lets the subject drift
  --fal-faults JSON    any faults of the sandbox, such as '{"janus":{"angles":[180],"times":1}}'
  --out DIR            where the pictures go (default: out)
  --isolate            every function in a thread of its own
  --composite          ends with a scene of two characters in a location, and who was found in it
  --help               this text
`;

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const faults = z.string().transform((text, context): Faults => {
  try {
    return readFaults(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: "custom", message: message.replace(/^--fal-faults:? /, "") });
    return z.NEVER;
  }
});

const Options = z.object({
  description: z.string().trim().min(1).max(4000).default(DEFAULT_DESCRIPTION),
  type: z.enum(["character", "location", "prop"]).default("character"),
  angles: z
    .string()
    .regex(/^\s*\d+(\s*,\s*\d+)*\s*$/, "must be whole degrees with commas between, such as 0,90,180,270")
    .transform((list) => list.split(",").map(Number))
    .optional(),
  latency: whole(0, 600_000).default(3000),
  concurrency: whole(1, 64).default(4),
  seed: whole(0, 2 ** 31 - 1).optional(),
  drift: z.coerce.number().min(0).max(1).optional(),
  "fal-faults": faults.optional(),
  out: z.string().min(1).default("out"),
  isolate: z.boolean().default(false),
  composite: z.boolean().default(false),
  help: z.boolean().default(false),
});
export type DemoOptions = z.output<typeof Options>;

/** The command line as options; throws a LikenessError naming every option that does not fit. */
export function demoOptions(argv: string[]): DemoOptions {
  const { values } = parseArgs({
    args: argv,
    options: {
      description: { type: "string" },
      type: { type: "string" },
      angles: { type: "string" },
      latency: { type: "string" },
      concurrency: { type: "string" },
      seed: { type: "string" },
      drift: { type: "string" },
      "fal-faults": { type: "string" },
      out: { type: "string" },
      isolate: { type: "boolean" },
      composite: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const parsed = Options.safeParse(values);
  if (parsed.success) return checked(parsed.data);
  const problems = parsed.error.issues.map(({ path, message }) => ({
    field: `--${path.join(".")}`,
    message,
  }));
  throw inputError("demo.options", problems);
}

function checked(options: DemoOptions): DemoOptions {
  if (!options.composite || options.type === "character") return options;
  throw inputError("demo.options", [{ field: "--composite", message: "needs --type character" }]);
}
