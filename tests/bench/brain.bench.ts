import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { BatchWriteItemCommand, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { type Fact, type Graph, openNeo4j, tableGraph } from "../../packages/core/src/brain/index.ts";
import { items, reachOrder, targetKeys } from "../../packages/core/src/brain/record.ts";
import { dynamoClient } from "../../packages/core/src/clients.ts";
import { resetConfig } from "../../packages/core/src/config.ts";
import { newId } from "../../packages/core/src/ids.ts";
import { rememberMedia } from "../../packages/core/src/lineage/index.ts";
import * as Media from "../../packages/core/src/media/index.ts";
import { drain } from "../../packages/core/src/projection/index.ts";
import { startNeo4j } from "../engines/neo4j.ts";
import { openBoltProxy } from "../support/bolt-proxy.ts";
import { mediaInfo } from "../support/media.ts";
import { openTestTable } from "../support/table.ts";
import { judge, machine, machineText, median, rounded, type Target } from "./report.ts";

const HELP = `bench:brain - the graph in the table and in a real Neo4j, with 100,000 relations in the project

  --relations N   relations in the project (default 100000)
  --no-neo4j      without Neo4j, which needs Java and Maven`;

const SMALL = 1_000;
const DESCENDANTS = 1_000;
const ROUNDS = 5;
const BATCH = 25;
const AT_ONCE = 4;
const FACTS_AT_ONCE = 500;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    help: { type: "boolean", default: false },
    relations: { type: "string", default: "100000" },
    neo4j: { type: "boolean", default: true },
  },
});
/** What the table was asked since the last look: calls, and capacity units. */
const used = { calls: 0, units: 0 };

if (values.help) console.log(HELP);
else await bench(Number(values.relations));

async function bench(relations: number): Promise<void> {
  const before = machine();
  const table = await openTestTable();
  observe();
  const projectId = newId("project");
  const targets: Target[] = [];
  const masterId = newId("media");
  const subjectId = newId("subject");
  await store({ projectId, mediaId: masterId, imageType: "master-reference" });
  const family = Array.from({ length: DESCENDANTS }, () => fact(projectId, masterId));
  await fill(family);
  await tableGraph().apply([heroOf({ projectId, masterId, subjectId })]);
  const small = await costOfImage(projectId);
  const others = await fillTo(projectId, relations - SMALL);
  const large = await costOfImage(projectId);
  targets.push({
    name: "capacity units per image, full against small",
    value: rounded(large / small, 3),
    atMost: 1.2,
  });
  reset();
  await tableGraph().context({ projectId, nodeId: subjectId });
  targets.push({ name: "round trips of a context, table", value: used.calls, atMost: 1 });
  const lineageMs = await lineageTime(tableGraph(), { projectId, nodeId: masterId });
  targets.push({
    name: `lineage of ${DESCENDANTS} descendants on the table, ms`,
    value: lineageMs,
    atMost: 1_000,
  });
  if (values.neo4j)
    targets.push(...(await benchNeo4j({ projectId, masterId, subjectId, facts: [...family, ...others] })));
  console.log(`${relations} relations; ${machineText(before)}`);
  console.log(`an image costs ${small} units among ${SMALL} relations, ${large} among ${relations}`);
  console.log(judge(targets));
  await table.close();
}

interface Project {
  projectId: string;
  masterId: string;
  subjectId: string;
  facts: Fact[];
}

async function benchNeo4j({ projectId, masterId, subjectId, facts }: Project): Promise<Target[]> {
  const engine = await startNeo4j();
  try {
    const roots = [...new Set(facts.flatMap(({ relations }) => relations.map(({ toId }) => toId)))];
    const bare = roots.map((nodeId) => ({ ...fact(projectId), nodeId }));
    for (const all of [bare, facts])
      for (let start = 0; start < all.length; start += FACTS_AT_ONCE)
        await engine.graph.apply(all.slice(start, start + FACTS_AT_ONCE));
    console.error(`Neo4j holds ${JSON.stringify(await engine.graph.count(projectId))}`);
    const lineageMs = await lineageTime(engine.graph, { projectId, nodeId: masterId });
    await engine.graph.apply([heroOf({ projectId, masterId, subjectId })]);
    const queries = await queriesOfContext(engine.uri, { projectId, nodeId: subjectId });
    process.env.NEO4J_URI = engine.uri;
    resetConfig();
    await engine.kill();
    for (let image = 0; image < 100; image++) await store({ projectId, references: [masterId] });
    await engine.restart();
    const since = Date.now();
    while (!(await isConverged(engine.graph))) await sleep(200);
    return [
      { name: "queries of a context, Neo4j", value: queries, atMost: 1 },
      { name: `lineage of ${DESCENDANTS} descendants on Neo4j, ms`, value: lineageMs, atMost: 300 },
      {
        name: "convergence after the engine is back, s",
        value: rounded((Date.now() - since) / 1000),
        atMost: 60,
      },
    ];
  } finally {
    delete process.env.NEO4J_URI;
    resetConfig();
    await engine.close();
  }
}

function heroOf({ projectId, masterId, subjectId }: Omit<Project, "facts">): Fact {
  return {
    ...{ projectId, nodeId: subjectId, revision: 1, isDeleted: false, properties: { name: "Hero" } },
    relations: [{ type: "HAS_MASTER_REFERENCE", fromId: subjectId, toId: masterId, version: 1 }],
  };
}

/** As seen on the wire, over a connection that is there already. */
async function queriesOfContext(uri: string, node: { projectId: string; nodeId: string }): Promise<number> {
  const proxy = await openBoltProxy(uri);
  const graph = openNeo4j({ uri: proxy.uri, user: "neo4j", password: "unused", database: "neo4j" });
  try {
    await graph.context(node);
    proxy.take();
    if (!(await graph.context(node))) throw new Error("the subject is not known");
    return proxy.take().queries;
  } finally {
    await graph.close();
    await proxy.close();
  }
}

async function isConverged(graph: Graph): Promise<boolean> {
  const { isAway, waiting, lagSeconds } = await drain({ graph });
  return !isAway && waiting === 0 && lagSeconds === 0;
}

/** The middle of some runs after one that warms up. */
async function lineageTime(graph: Graph, node: { projectId: string; nodeId: string }): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const since = performance.now();
    const { nodes } = await graph.lineage({ ...node, direction: "down", depth: 8, limit: DESCENDANTS });
    times.push(performance.now() - since);
    if (nodes.length !== DESCENDANTS) throw new Error(`${nodes.length} descendants`);
  }
  return Math.round(median(times.slice(1)));
}

/** Capacity units that relating one angle to its master takes. */
async function costOfImage(projectId: string): Promise<number> {
  const masterId = await store({ projectId, imageType: "master-reference" });
  const media = mediaInfo({ projectId, mediaId: newId("media"), references: [masterId] });
  reset();
  await rememberMedia(media);
  return used.units;
}

async function store(given: Partial<Media.Info> & { projectId: string }): Promise<string> {
  const media = mediaInfo({ mediaId: newId("media"), subjectId: "sub_0", ...given });
  await rememberMedia(media);
  await Media.record(media);
  return media.mediaId;
}

function fact(projectId: string, masterId?: string): Fact {
  const nodeId = newId("media");
  const relations = masterId ? [{ type: "DERIVED_FROM" as const, fromId: nodeId, toId: masterId }] : [];
  return {
    projectId,
    nodeId,
    revision: 1,
    isDeleted: false,
    properties: { imageType: "profile-360" },
    relations,
  };
}

/** Further masters with a hundred angles each. */
async function fillTo(projectId: string, count: number): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (let made = 0; made < count; made += 100) {
    const masterId = newId("media");
    for (let angle = 0; angle < Math.min(100, count - made); angle++) facts.push(fact(projectId, masterId));
  }
  await fill(facts);
  return facts;
}

/** The items that applying these facts would write, in batches: a hundred thousand conditional writes take an hour. */
async function fill(facts: Fact[]): Promise<void> {
  const requests = facts.flatMap(requestsOf);
  const batches = Array.from({ length: Math.ceil(requests.length / BATCH) }, (_, index) =>
    requests.slice(index * BATCH, (index + 1) * BATCH),
  );
  for (let start = 0; start < batches.length; start += AT_ONCE) {
    const some = batches.slice(start, start + AT_ONCE);
    await Promise.all(
      some.map((records) =>
        dynamoClient().send(
          new BatchWriteItemCommand({ RequestItems: { [process.env.TABLE_NAME ?? ""]: records } }),
        ),
      ),
    );
    if (start % 1_000 === 0) console.error(`${start * BATCH} of ${requests.length} items`);
  }
}

function requestsOf({ projectId, nodeId, properties, relations }: Fact): WriteRequest[] {
  const [relation] = relations;
  const toId = relation?.toId ?? "";
  const order = reachOrder(1);
  const slot = `${order}#${toId}`;
  const node = {
    projectId,
    nodeId,
    slot: "#node",
    kind: "node" as const,
    revision: 1,
    properties,
    owned: [`${nodeId}|${slot}`],
  };
  const edge = {
    ...{ projectId, nodeId, slot, order, toId, type: "DERIVED_FROM" as const, kind: "edge" as const },
    ...{ path: [nodeId, toId], types: ["DERIVED_FROM"], revision: 1, ownerId: nodeId },
    ...targetKeys({ projectId, nodeId, toId, order }),
  };
  return [node, edge].map((item) => {
    const { Item } = items().put(item).params<{ Item: Record<string, unknown> }>();
    return { PutRequest: { Item: marshall(Item) } };
  });
}

type Attribute = NonNullable<NonNullable<WriteRequest["PutRequest"]>["Item"]>[string];

function marshall(item: Record<string, unknown>): Record<string, Attribute> {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, attribute(value)]));
}

function attribute(value: unknown): Attribute {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: marshall(value as Record<string, unknown>) };
}

function reset(): void {
  used.calls = 0;
  used.units = 0;
}

function observe(): void {
  dynamoClient().middlewareStack.add(
    (next) => async (args) => {
      used.calls += 1;
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: unknown };
      for (const each of [ConsumedCapacity ?? []].flat() as Array<{ CapacityUnits?: number }>)
        used.units += each.CapacityUnits ?? 0;
      return result;
    },
    { step: "initialize", name: "units" },
  );
}
