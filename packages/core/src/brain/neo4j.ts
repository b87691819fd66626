import { auth, type Driver, type Config as DriverConfig, driver, routing } from "neo4j-driver";
import * as z from "zod";
import { config } from "../config.ts";
import { BRAIN } from "../limits.ts";
import { contextOf } from "./context.ts";
import * as cypher from "./cypher.ts";
import { type Fact, Properties, parseFact } from "./fact.ts";
import { facts, withoutInternals } from "./neo4j-facts.ts";
import type {
  Context,
  Graph,
  LineagePage,
  LineageQuery,
  NodeRef,
  RelationPage,
  RelationQuery,
} from "./port.ts";
import { cycleError, isLineage, kindOf, RELATION_TYPES, UnknownNodes } from "./relations.ts";
import { cursorOf, parseCursor, refuseSubject } from "./table.ts";

/** The graph in Neo4j, with what only a projection needs. */
export interface Neo4jGraph extends Graph {
  /** Makes constraints and indexes; idempotent. */
  setup(): Promise<void>;
  /** As `apply`; `run` marks the nodes, so that `prune` can tell what a rebuild did not see. */
  apply(facts: Fact[], run?: string): Promise<void>;
  /** Removes what is left of a project from before the rebuild `run`; answers how many nodes. */
  prune(projectId: string, run: string): Promise<number>;
  count(projectId: string): Promise<{ nodes: number; relations: number }>;
  close(): Promise<void>;
}

export interface Neo4jOptions {
  uri: string;
  user: string;
  password: string;
  database: string;
  /** How long one call may be retried, in milliseconds. */
  retryMaxMs?: number;
  /** How long a connection may take to be had, in milliseconds; functions give up early, because the table answers. */
  connectMaxMs?: number;
}

/**
 * A driver is expensive and safe to share, so a container keeps one and never closes it. Few connections, given up
 * before idle networks cut them and tested when they were idle; what is transient is retried by the driver itself.
 */
const SETTINGS: DriverConfig = {
  maxConnectionPoolSize: BRAIN.poolSize,
  maxConnectionLifetime: BRAIN.connectionLifetimeMs,
  connectionLivenessCheckTimeout: BRAIN.livenessCheckMs,
  connectionAcquisitionTimeout: BRAIN.acquisitionTimeoutMs,
  connectionTimeout: BRAIN.connectTimeoutMs,
  disableLosslessIntegers: true,
  telemetryDisabled: true,
  userAgent: "likeness",
};

let shared: Neo4jGraph | undefined;

/** The deployment's graph, one per container; reads its settings on first use. */
export function neo4jGraph(): Neo4jGraph {
  if (shared) return shared;
  const settings = config("graphLogin");
  shared = openNeo4j({
    uri: settings.NEO4J_URI,
    user: settings.NEO4J_USER,
    password: settings.NEO4J_PASSWORD,
    database: settings.NEO4J_DATABASE,
  });
  return shared;
}

/** A graph of one's own; for tools and tests, which must close it. */
export function openNeo4j({ uri, user, password, database, ...patience }: Neo4jOptions): Neo4jGraph {
  const { retryMaxMs = BRAIN.retryMaxMs, connectMaxMs } = patience;
  const settings = {
    ...SETTINGS,
    maxTransactionRetryTime: retryMaxMs,
    ...(connectMaxMs && { connectionAcquisitionTimeout: connectMaxMs, connectionTimeout: connectMaxMs }),
  };
  const connection = driver(uri, auth.basic(user, password), settings);
  const ask = questioner(connection, database);
  return {
    setup: async () => {
      for (const statement of cypher.SETUP) await ask(statement, {}, "WRITE");
    },
    apply: (given, run) => apply(ask, given.map(parseFact), run),
    lineage: (query) => lineage(ask, query),
    relations: (query) => relations(ask, query),
    context: (subject) => context(ask, subject),
    prune: (projectId, run) => prune(ask, { projectId, run }),
    count: async (projectId) => {
      const [counted] = await ask(cypher.COUNT, { projectId });
      return z.object({ nodes: z.number(), relations: z.number() }).parse(counted);
    },
    close: () => connection.close(),
  };
}

type Ask = (
  statement: string,
  parameters: Record<string, unknown>,
  routed?: keyof typeof routing,
) => Promise<object[]>;

function questioner(connection: Driver, database: string): Ask {
  return async (statement, parameters, routed = "READ") => {
    const { records } = await connection.executeQuery(statement, parameters, {
      database,
      routing: routing[routed],
    });
    return records.map((record) => record.toObject());
  };
}

const Checked = z.object({
  nodeId: z.string(),
  otherId: z.string(),
  isUnknown: z.boolean(),
  isCycle: z.boolean(),
});

async function apply(ask: Ask, given: Fact[], run?: string): Promise<void> {
  if (given.length === 0) return;
  const own = new Set(given.filter(({ isDeleted }) => !isDeleted).map(({ nodeId }) => nodeId));
  const ends = given.flatMap(({ projectId, nodeId, relations: stated, isDeleted }) =>
    (isDeleted ? [] : stated).map((relation) => {
      const otherId = relation.fromId === nodeId ? relation.toId : relation.fromId;
      return { projectId, nodeId, otherId, isLineage: isLineage(relation) };
    }),
  );
  if (ends.length > 0) {
    const checked = (await ask(cypher.CHECK, { ends })).map((row) => Checked.parse(row));
    const unknown = checked.filter(({ isUnknown, otherId }) => isUnknown && !own.has(otherId));
    if (unknown.length > 0) throw new UnknownNodes([...new Set(unknown.map(({ otherId }) => otherId))]);
    const cycle = checked.find(({ isCycle }) => isCycle);
    if (cycle) throw cycleError(cycle.nodeId, cycle.otherId);
  }
  await ask(cypher.APPLY, { facts: facts(given, run) }, "WRITE");
}

const Way = z.object({
  nodeId: z.string(),
  path: z.array(z.string()),
  types: z.array(z.enum(RELATION_TYPES)),
});

async function lineage(ask: Ask, { direction, cursor, limit, ...query }: LineageQuery): Promise<LineagePage> {
  refuseSubject(query.nodeId);
  const after = parseCursor(cursor);
  const statement = direction === "up" ? cypher.LINEAGE_UP : cypher.LINEAGE_DOWN;
  const parameters = { ...query, afterDepth: after.depth, afterId: after.id, limit: limit + 1 };
  const ways = (await ask(statement, parameters)).map((row) => Way.parse(row));
  const nodes = ways
    .slice(0, limit)
    .map((way) => ({ ...way, kind: kindOf(way.nodeId), depth: way.types.length }));
  return { nodes, nextCursor: ways.length > limit ? cursorOf(nodes.at(-1)) : null };
}

const Edge = z.object({
  type: z.enum(RELATION_TYPES),
  fromId: z.string(),
  toId: z.string(),
  version: z.number().nullable(),
  key: z.string(),
});

async function relations(
  ask: Ask,
  { direction, cursor, limit, type: asked, ...node }: RelationQuery,
): Promise<RelationPage> {
  const statement = direction === "out" ? cypher.RELATIONS_OUT : cypher.RELATIONS_IN;
  const rows = await ask(statement, { ...node, after: cursor ?? "", type: asked ?? null, limit: limit + 1 });
  const edges = rows.map((row) => Edge.parse(row));
  const shown = edges.slice(0, limit);
  return {
    relations: shown.map(({ type, fromId, toId, version }) => ({
      ...{ type, fromId, toId },
      ...(version !== null && { version }),
    })),
    nextCursor: edges.length > limit ? (shown.at(-1)?.key ?? null) : null,
  };
}

const Node = z.looseObject({ id: z.string() });
const Around = z.object({ type: z.enum(RELATION_TYPES), version: z.number().nullable(), node: Node });
const Surroundings = z.object({ subject: Node, around: z.array(Around) });

async function context(ask: Ask, subject: NodeRef): Promise<Context | undefined> {
  const [row] = await ask(cypher.CONTEXT, { ...subject });
  if (!row) return undefined;
  const found = Surroundings.parse(row);
  const known = ({ id, ...rest }: z.infer<typeof Node>) => ({
    nodeId: id,
    properties: Properties.parse(withoutInternals(rest)),
  });
  const around = found.around.map(({ type, version, node }) => ({
    ...known(node),
    type,
    ...(version !== null && { version }),
  }));
  return contextOf(known(found.subject), around);
}

async function prune(ask: Ask, parameters: { projectId: string; run: string }): Promise<number> {
  for (let total = 0; ; ) {
    const [row] = await ask(cypher.PRUNE, { ...parameters, limit: BRAIN.lineageLimitMax }, "WRITE");
    const { removed } = z.object({ removed: z.number() }).parse(row);
    total += removed;
    if (removed < BRAIN.lineageLimitMax) return total;
  }
}
