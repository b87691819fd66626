import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { newId } from "../../packages/core/src/ids.ts";
import { type CloudOptions, startCloud } from "../../packages/local/src/cloud.ts";
import { createMeter } from "../../packages/local/src/meter.ts";
import { LOCAL_PLACE, physicalName } from "../../packages/local/src/names.ts";
import { projectRoot } from "../../packages/local/src/project.ts";
import { createResolver } from "../../packages/local/src/resolve.ts";
import { sourceHash } from "../../packages/local/src/source-hash.ts";
import { openTables, type TableService } from "../../packages/local/src/table.ts";
import { callerOf, type TestCloud } from "../support/cloud.ts";
import { shippedTemplate } from "../support/stacks.ts";
import { makeProfile, openSubject, type Subject } from "./subject.ts";

/** A tenth of the rows shares the project of the measured profiles; the others are in nine projects of their own. */
const PROJECTS = 10;
const SUBJECTS_PER_PROJECT = 100;
const BATCH_ROWS = 25;
const PERSON = "bench-table";

const Seeded = z.object({
  hash: z.string(),
  rows: z.number(),
  base: z.string(),
  subject: z.string(),
  master: z.string(),
});
type Seeded = z.infer<typeof Seeded>;

export interface FullTable {
  open: TestCloud;
  subject: Subject;
  /** Images that were in the table before the first measured profile. */
  rows: number;
}

/**
 * A cloud whose table holds so many images. The folder is kept: later runs seed nothing, unless the format of the
 * rows has changed since. `options` are the cloud's; `note` hears what takes long.
 */
export async function openFullTable(
  { directory, rows, note }: { directory: string; rows: number; note(text: string): void },
  options: Partial<CloudOptions>,
): Promise<FullTable> {
  const hash = await formatHash();
  const marker = join(directory, "seeded.json");
  const known = await readMarker(marker);
  if (known?.hash !== hash || known.rows < rows) {
    await rm(directory, { recursive: true, force: true });
    note(`seeding a table with ${rows} images, once …`);
    await writeFile(marker, JSON.stringify(await seed({ directory, rows, hash, note }, options)));
  }
  const seeded = Seeded.parse(JSON.parse(await readFile(marker, "utf8")));
  const open = await openKept(directory, options);
  const caller = await open.as(PERSON);
  const projectId = seeded.base.split("/").at(-1) ?? "";
  const stage = { base: seeded.base, projectId, subjectId: seeded.subject };
  return { open, rows: seeded.rows, subject: { caller, stage, masterMediaId: seeded.master } };
}

/** As a cloud of a test, but its folder stays. */
async function openKept(dataDir: string, options: Partial<CloudOptions>): Promise<TestCloud> {
  const cloud = await startCloud({ ...options, dataDir });
  const as = async (person: string) => callerOf(cloud.apiUrl, await cloud.token(person));
  return { cloud, dataDir, as, close: () => cloud.close() };
}

async function readMarker(path: string): Promise<Seeded | undefined> {
  if (!existsSync(path)) return undefined;
  return Seeded.safeParse(JSON.parse(await readFile(path, "utf8"))).data;
}

/** Changes whenever rows or keys may look different. */
function formatHash(): Promise<string> {
  const paths = ["packages/core/src/media", "packages/core/src/table", "stacks/database.ts"];
  return sourceHash(projectRoot(), { paths, extra: [] });
}

interface Seeding {
  directory: string;
  rows: number;
  hash: string;
  note(text: string): void;
}

/** One real profile shows what a row looks like; the others are copies under other ids, written straight into the table. */
async function seed(
  { directory, rows, hash, note }: Seeding,
  options: Partial<CloudOptions>,
): Promise<Seeded> {
  const open = await openKept(directory, options);
  const subject = await openSubject(open, PERSON);
  const { images } = await makeProfile(subject);
  await open.close();
  const template = await shippedTemplate();
  const tables = await openTables({
    template,
    resolver: createResolver({ template, place: LOCAL_PLACE, apiUrl: () => "http://127.0.0.1" }),
    meter: createMeter(),
    directory: join(directory, "table"),
  });
  try {
    const [table] = template.ofType("AWS::DynamoDB::Table");
    if (!table) throw new Error("The template has no table");
    const TableName = physicalName(table);
    const row = await rowOf(tables, { TableName, mediaId: images[0]?.mediaId ?? "" });
    await fill(tables, { TableName, copies: copiesOf(row, rows), note });
  } finally {
    await tables.close();
  }
  const { base, subjectId } = subject.stage;
  return { hash, rows, base, subject: subjectId, master: subject.masterMediaId };
}

const Item = z.record(z.string(), z.record(z.string(), z.unknown()));
type Item = z.infer<typeof Item>;

async function rowOf(
  tables: TableService,
  { TableName, mediaId }: { TableName: string; mediaId: string },
): Promise<Item> {
  const { Items } = await send(tables, "Scan", {
    TableName,
    FilterExpression: "mediaId = :id and imageType = :type",
    ExpressionAttributeValues: { ":id": { S: mediaId }, ":type": { S: "profile-360" } },
  });
  const [row] = z.array(Item).parse(Items);
  if (!row) throw new Error("The profile left no row of an image");
  return row;
}

/** The same row under new ids of its own; every key follows, because keys are made of ids. */
export function* copiesOf(row: Item, count: number): Generator<Item> {
  const text = JSON.stringify(row);
  const idOf = (name: string) => String(row[name]?.S);
  const projects = [idOf("projectId"), ...Array.from({ length: PROJECTS - 1 }, () => newId("project"))];
  const subjects = projects.map(() => Array.from({ length: SUBJECTS_PER_PROJECT }, () => newId("subject")));
  for (let index = 0; index < count; index++) {
    const project = index % PROJECTS;
    const subject = Math.floor(index / PROJECTS) % SUBJECTS_PER_PROJECT;
    const copy = text
      .replaceAll(idOf("mediaId"), newId("media"))
      .replaceAll(idOf("projectId"), projects[project] ?? "")
      .replaceAll(idOf("subjectId"), subjects[project]?.[subject] ?? "");
    yield Item.parse(JSON.parse(copy));
  }
}

async function fill(
  tables: TableService,
  { TableName, copies, note }: { TableName: string; copies: Generator<Item>; note(text: string): void },
): Promise<void> {
  let written = 0;
  for (let batch = take(copies, BATCH_ROWS); batch.length > 0; batch = take(copies, BATCH_ROWS)) {
    const requests = batch.map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems } = await send(tables, "BatchWriteItem", {
      RequestItems: { [TableName]: requests },
    });
    if (Object.keys(Object(UnprocessedItems)).length > 0) throw new Error("The table left rows unwritten");
    written += batch.length;
    if (written % 20_000 === 0) note(`${written} images written`);
  }
}

function take<T>(from: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  for (let next = from.next(); !next.done; next = from.next()) {
    taken.push(next.value);
    if (taken.length === count) break;
  }
  return taken;
}

async function send(
  tables: TableService,
  operation: string,
  request: unknown,
): Promise<Record<string, unknown>> {
  const { status, body } = await tables.handle({ operation, body: JSON.stringify(request), headers: {} });
  if (status !== 200) throw new Error(`${operation} was refused: ${body}`);
  return JSON.parse(body) as Record<string, unknown>;
}
