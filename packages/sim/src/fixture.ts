import { buffer } from "node:stream/consumers";
import { scan } from "./check/stores.ts";
import { BUCKET } from "./cloud/edges.ts";
import type { World } from "./cloud/world.ts";
import type { Stage } from "./scenario.ts";

/** What a turnaround starts from: a project, a subject and its master reference, as rows and objects. */
export interface Fixture {
  stage: Stage;
  items: Awaited<ReturnType<typeof scan>>;
  objects: { key: string; contentType: string; body: Buffer }[];
}

/** Rows of the job that made the master stay behind: they belong to another bill. */
const KEPT_ENTITIES = new Set(["project", "membership", "subject", "media"]);

/** Takes a finished master out of a world. */
export async function take(world: World, stage: Stage): Promise<Fixture> {
  const items = (await scan(world)).filter((item) => KEPT_ENTITIES.has(String(item.__edb_e__?.S)));
  const objects = await Promise.all(
    world.bucket.keys(BUCKET).map(async (key) => {
      const opened = await world.bucket.open({ bucket: BUCKET, key });
      if (!opened) throw new Error(`${key} vanished`);
      const { contentType } = opened.record.attributes;
      return { key, contentType, body: await buffer(opened.file.createReadStream()) };
    }),
  );
  return { stage, items, objects };
}

/** Puts it into an empty world. */
export async function plant(
  { tables, tableName, bucket }: World,
  { items, objects }: Fixture,
): Promise<void> {
  for (const Item of items) {
    await tables.handle({
      operation: "PutItem",
      body: JSON.stringify({ TableName: tableName, Item }),
      headers: {},
    });
  }
  for (const { key, contentType, body } of objects) {
    const attributes = () => ({ contentType, metadata: {} });
    await bucket.put({
      bucket: BUCKET,
      key,
      body: (async function* () {
        yield body;
      })(),
      attributes,
    });
  }
}
