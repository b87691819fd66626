import { buffer } from "node:stream/consumers";
import * as z from "zod";
import { GENERATION_STATES } from "../../../core/src/generation/record.ts";
import type { BillEntry } from "../../../fal-sandbox/src/bill.ts";
import { BUCKET } from "../cloud/edges.ts";
import type { World } from "../cloud/world.ts";

const Micro = z.number().optional();

const Job = z.looseObject({
  jobId: z.string(),
  projectId: z.string(),
  operation: z.string(),
  state: z.string(),
  input: z.looseObject({ angles: z.array(z.number()).optional() }),
  result: z
    .looseObject({
      status: z.string().optional(),
      images: z.array(z.looseObject({ angle: z.number() })).optional(),
    })
    .optional(),
  problem: z.looseObject({ code: z.string() }).optional(),
  costMicroUsd: Micro,
  budgetMicroUsd: Micro,
  reservedMicroUsd: Micro,
  endedAt: z.string().optional(),
});
export type JobRow = z.infer<typeof Job>;

const Generation = z.looseObject({
  jobId: z.string(),
  generationId: z.string(),
  projectId: z.string(),
  slot: z.string(),
  round: z.number(),
  attempt: z.number(),
  kind: z.enum(["image", "text"]),
  state: z.enum(GENERATION_STATES),
  mediaId: z.string().optional(),
  target: z.looseObject({ collectionId: z.string().optional() }).optional(),
  priceMicroUsd: z.number(),
  charged: z.boolean(),
  isSuspect: z.boolean().optional(),
  gsi2pk: z.string().optional(),
  requestId: z.string().optional(),
  submittedAt: z.string().optional(),
  answeredAt: z.string().optional(),
  outcome: z
    .looseObject({ imageUrl: z.string().optional(), error: z.looseObject({ name: z.string() }).optional() })
    .optional(),
  fault: z.unknown().optional(),
});
export type GenerationRow = z.infer<typeof Generation>;

const Media = z.looseObject({
  mediaId: z.string(),
  projectId: z.string(),
  key: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  contentType: z.string(),
  state: z.string(),
  angle: z.number().optional(),
  generationId: z.string(),
  thumbnails: z.array(z.looseObject({ key: z.string() })),
});
export type MediaRow = z.infer<typeof Media>;

const Collection = z.looseObject({
  collectionId: z.string(),
  jobId: z.string(),
  mediaIds: z.record(z.string(), z.string()),
  missingAngles: z.array(z.number()),
  state: z.string(),
});
export type CollectionRow = z.infer<typeof Collection>;

export interface StoredObject {
  key: string;
  contentType: string | undefined;
  body: Buffer;
}

export interface Execution {
  name: string;
  status: string;
  transitions: number;
  input: string;
  output?: string | undefined;
}

/** All that is left of a run: rows, objects, executions, the provider's bill and what functions logged. */
export interface Stores {
  jobs: JobRow[];
  generations: GenerationRow[];
  media: MediaRow[];
  collections: CollectionRow[];
  /** The largest row, in bytes of its JSON. */
  largestItemBytes: number;
  objects: Map<string, StoredObject>;
  executions: Execution[];
  bill: BillEntry[];
  /** What the provider answers for a request, as text. */
  answers: Map<string, string>;
  logged: readonly string[];
}

/** Rows only: cheap enough to look at again and again. */
export async function readRows(
  world: World,
): Promise<Pick<Stores, "jobs" | "generations" | "media" | "collections" | "largestItemBytes">> {
  const items = await scan(world);
  const plain = items.map((item) => fromAttributes(item));
  const ofEntity = <T>(name: string, schema: z.ZodType<T>) =>
    plain.filter((row) => row.__edb_e__ === name).map((row) => schema.parse(row));
  return {
    jobs: ofEntity("job", Job),
    generations: ofEntity("generation", Generation),
    media: ofEntity("media", Media),
    collections: ofEntity("collection", Collection),
    largestItemBytes: Math.max(0, ...plain.map((row) => Buffer.byteLength(JSON.stringify(row)))),
  };
}

/** Everything; reads the stores directly, past every function. */
export async function readStores(world: World): Promise<Stores> {
  const rows = await readRows(world);
  const objects = await Promise.all(world.bucket.keys(BUCKET).map((key) => readObject(world, key)));
  const { requests } = world.fal.parts.ledger.bill();
  const answers = await Promise.all(
    requests.map(async ({ requestId }) => {
      const job = await world.fal.parts.archive.find(requestId);
      return [requestId, job?.outcome?.text ?? ""] as const;
    }),
  );
  return {
    ...rows,
    objects: new Map(objects.map((object) => [object.key, object])),
    executions: world.states.executions(),
    bill: requests,
    answers: new Map(answers),
    logged: world.output.lines,
  };
}

async function readObject(world: World, key: string): Promise<StoredObject> {
  const opened = await world.bucket.open({ bucket: BUCKET, key });
  if (!opened) throw new Error(`${key} vanished while it was read`);
  const body = await buffer(opened.file.createReadStream());
  return { key, contentType: opened.record.attributes.contentType, body };
}

type Attributes = Record<string, Record<string, unknown>>;

/** Every item of the table as DynamoDB writes it. */
export async function scan({ tables, tableName }: World): Promise<Attributes[]> {
  const items: Attributes[] = [];
  let from: unknown;
  do {
    const body = JSON.stringify({ TableName: tableName, ...(from ? { ExclusiveStartKey: from } : {}) });
    const answer = await tables.handle({ operation: "Scan", body, headers: {} });
    const page = JSON.parse(answer.body) as { Items: Attributes[]; LastEvaluatedKey?: unknown };
    items.push(...page.Items);
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

function fromAttributes(item: Attributes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromAttribute(value)]));
}

function fromAttribute(attribute: Record<string, unknown>): unknown {
  const [[type, value] = ["NULL", true]] = Object.entries(attribute);
  if (type === "N") return Number(value);
  if (type === "NULL") return undefined;
  if (type === "L") return (value as Record<string, unknown>[]).map(fromAttribute);
  if (type === "M") return fromAttributes(value as Attributes);
  return value;
}
