import * as z from "zod";
import { LikenessError } from "./errors.ts";
import { LIMITER } from "./limits.ts";

/**
 * The only reader of the environment. Each group is parsed when it is first asked for, so that a function needs
 * only what it uses; a missing or malformed variable is named, with all the others of its group.
 */

const url = z.url().transform((value) => value.replace(/\/+$/, ""));
/** An empty string in a template means "not set". */
const blankAsUnset = (value: unknown) => (value === "" ? undefined : value);
const optional = <S extends z.ZodType>(schema: S) => z.preprocess(blankAsUnset, schema.optional());
const withDefault = <S extends z.ZodType>(schema: S, value: string) =>
  z.preprocess((raw) => (raw === "" || raw === undefined ? value : raw), schema);

const Table = z.object({ TABLE_NAME: z.string().min(3) });

const Bucket = z.object({
  R2_ENDPOINT: url,
  R2_BUCKET_NAME: z.string().min(3),
  R2_PUBLIC_DOMAIN: url,
  R2_ACCESS_KEY_ID: z.string().min(1),
  R2_SECRET_ACCESS_KEY: z.string().min(1),
});

/** Public parts of the bucket: enough to build URLs, without its keys. */
const Cdn = z.object({ R2_PUBLIC_DOMAIN: url });

const Fal = z.object({
  FAL_KEY: z.string().min(1),
  FAL_QUEUE_BASE_URL: withDefault(url, "https://queue.fal.run"),
  FAL_REST_BASE_URL: withDefault(url, "https://rest.fal.ai"),
  FAL_REFERENCE_DELIVERY: withDefault(z.enum(["presigned", "fal-upload"]), "presigned"),
  /** Where FAL reports; without it a job is completed by reconciliation only. */
  FAL_WEBHOOK_URL: optional(url),
});

const FalMedia = z.object({
  FAL_MEDIA_ORIGINS: withDefault(z.string(), "https://*.fal.media,https://fal.media").transform((list) =>
    list.split(",").map((origin) => origin.trim()),
  ),
});

const FalWebhook = z.object({
  FAL_JWKS_URL: withDefault(url, "https://rest.fal.ai/.well-known/jwks.json"),
  FAL_USER_ID: optional(z.string().min(1)),
});

const Models = z.object({
  MASTER_MODEL: optional(z.string()),
  PROFILE_MODEL: optional(z.string()),
  COMPOSITE_MODEL: optional(z.string()),
  VISION_MODEL: withDefault(z.string(), "google/gemini-2.5-flash"),
  /** Who gives a second opinion; without it the model above. */
  OPINION_MODEL: optional(z.string()),
});

/** Whether a language model proposes another prompt for a refused one, before the rules do. */
const Rewrite = z.object({ PROMPT_REWRITE: withDefault(z.enum(["off", "on"]), "off") });

/** A graph beside the table; without it the table answers every question. */
const Graph = z.object({ NEO4J_URI: optional(z.string()) });

const GraphLogin = z.object({
  NEO4J_URI: z
    .string()
    .regex(/^(neo4j|bolt)(\+s|\+ssc)?:\/\//, "must begin with neo4j://, neo4j+s:// or bolt://"),
  NEO4J_USER: withDefault(z.string(), "neo4j"),
  NEO4J_DATABASE: withDefault(z.string(), "neo4j"),
  NEO4J_PASSWORD: z.string().min(1),
});

const count = z.coerce.number().int().min(1);

const Limits = z.object({
  FAL_RATE_PER_MINUTE: withDefault(count.max(LIMITER.ratePerMinuteMax), "60"),
  /** Submissions that go at once after a pause. */
  FAL_BURST: withDefault(count, "30"),
  /** Requests reserved or in flight together; FAL queues what is too much, so there is no bound by default. */
  FAL_IN_FLIGHT_MAX: optional(count),
  PROFILES_PER_HOUR: withDefault(count, "20"),
});

const Machines = z.object({
  MASTER_REFERENCE_MACHINE_ARN: z.string().min(1),
  PROFILE_360_MACHINE_ARN: z.string().min(1),
  COMPOSITE_SHOT_MACHINE_ARN: z.string().min(1),
  SECOND_OPINION_MACHINE_ARN: z.string().min(1),
});

const Adoption = z.object({ ADOPT_IMAGE_MACHINE_ARN: z.string().min(1) });

/** What Lambda says of itself: where it runs, and the keys of its role. */
const Lambda = z.object({
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: optional(z.string()),
  AWS_ENDPOINT_URL: optional(url),
  AWS_ENDPOINT_URL_SSM: optional(url),
});

const Log = z.object({
  LOG_LEVEL: withDefault(z.enum(["DEBUG", "INFO", "WARN", "ERROR", "SILENT"]), "INFO"),
});

const GROUPS = {
  table: Table,
  bucket: Bucket,
  cdn: Cdn,
  fal: Fal,
  falMedia: FalMedia,
  falWebhook: FalWebhook,
  models: Models,
  rewrite: Rewrite,
  graph: Graph,
  graphLogin: GraphLogin,
  limits: Limits,
  machines: Machines,
  adoption: Adoption,
  lambda: Lambda,
  log: Log,
};

type Groups = typeof GROUPS;
export type Config<G extends keyof Groups> = z.output<Groups[G]>;

const parsed = new Map<string, unknown>();
const secrets = new Map<string, string>();

/** Hands over values that do not travel in the environment (bound secrets); call it before the first `config`. */
export function provideSecrets(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) secrets.set(name, value);
}

/** One group of settings, parsed once per container; throws `config.invalid` naming every variable at fault. */
export function config<G extends keyof Groups>(group: G): Config<G> {
  const known = parsed.get(group);
  if (known) return known as Config<G>;
  const result = GROUPS[group].safeParse({ ...process.env, ...Object.fromEntries(secrets) });
  if (!result.success) throw invalid(group, result.error);
  parsed.set(group, result.data);
  return result.data as Config<G>;
}

/** The raw variables of a deployment's bindings (`SST_…`), for the reader of bound secrets. */
export function boundEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("SST_")));
}

/** Forgets what was parsed; for tests that change the environment. */
export function resetConfig(): void {
  parsed.clear();
  secrets.clear();
}

function invalid(group: string, error: z.ZodError): LikenessError {
  const names = error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`).join(", ");
  return new LikenessError("internal", "config.invalid", `Settings of group "${group}" are wrong: ${names}`);
}
