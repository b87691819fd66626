import * as z from "zod";
import { inputError } from "../errors.ts";
import { BRAIN } from "../limits.ts";
import { contextOf } from "./context.ts";
import { Properties, parseFact } from "./fact.ts";
import type {
  Context,
  Graph,
  Kin,
  LineagePage,
  LineageQuery,
  NodeRef,
  RelationPage,
  RelationQuery,
} from "./port.ts";
import { items, NODE_SLOT, reachOrder, targetKey } from "./record.ts";
import { kindOf, RELATION_TYPES, type Relation } from "./relations.ts";
import { applyFact } from "./table-write.ts";

/** After every id, and before every longer string that begins like one. */
const LAST = "~";
const JUST_AFTER = " ";

/** The graph in the table: adjacency items, and every ancestor of a picture with the way to it. */
export function tableGraph(): Graph {
  return {
    apply: async (facts) => {
      for (const fact of facts) await applyFact(parseFact(fact));
    },
    lineage,
    relations,
    context,
  };
}

const Way = z.object({
  nodeId: z.string(),
  toId: z.string(),
  path: z.array(z.string()),
  types: z.array(z.enum(RELATION_TYPES)),
});

async function lineage({ projectId, nodeId, direction, ...page }: LineageQuery): Promise<LineagePage> {
  refuseSubject(nodeId);
  const after = parseCursor(page.cursor);
  const limit = page.limit + 1;
  const rows =
    direction === "up"
      ? await items()
          .query.primary({ projectId, nodeId })
          .between(
            { slot: `${reachOrder(after.depth)}#${after.id}${JUST_AFTER}` },
            { slot: `${reachOrder(page.depth)}#${LAST}` },
          )
          .where(({ kind }, { eq }) => eq(kind, "edge"))
          .go({ count: limit, consistent: true })
      : await items()
          .query.byTarget({ gsi1pk: targetKey(projectId, nodeId) })
          .between(
            { gsi1sk: `${reachOrder(after.depth)}#${after.id}${JUST_AFTER}` },
            { gsi1sk: `${reachOrder(page.depth)}#${LAST}` },
          )
          .go({ count: limit });
  const ways = rows.data.map((row) => Way.parse(row));
  const nodes = ways.slice(0, page.limit).map((way): Kin => {
    const id = direction === "up" ? way.toId : way.nodeId;
    return { nodeId: id, kind: kindOf(id), depth: way.types.length, path: way.path, types: way.types };
  });
  return { nodes, nextCursor: ways.length > page.limit ? cursorOf(nodes.at(-1)) : null };
}

/** Where a page of lineage ended: depth and id. */
export function cursorOf(last: Kin | undefined): string | null {
  return last ? `${last.depth}.${last.nodeId}` : null;
}

/** The reverse of `cursorOf`; without a cursor, before everything. */
export function parseCursor(cursor: string | undefined): { depth: number; id: string } {
  if (cursor === undefined) return { depth: 1, id: "" };
  const [, depth, id] = /^([1-9])\.(\w{1,40})$/.exec(cursor) ?? [];
  if (depth && id) return { depth: Number(depth), id };
  throw inputError("lineage.cursor", [{ field: "cursor", message: "is not the nextCursor of a page" }]);
}

/** Lineage is a matter of pictures; subjects have relations. */
export function refuseSubject(nodeId: string): void {
  if (kindOf(nodeId) !== "subject") return;
  const message = "is a subject; pictures, turnarounds and reports have a lineage";
  throw inputError("lineage.subject", [{ field: "nodeId", message }]);
}

const Edge = z.object({
  nodeId: z.string(),
  slot: z.string(),
  order: z.string(),
  type: z.enum(RELATION_TYPES),
  toId: z.string(),
  version: z.number().optional(),
});

/** Relations come before further ancestors in both orders, and one step of lineage is a relation. */
async function relations({
  projectId,
  nodeId,
  direction,
  type,
  ...page
}: RelationQuery): Promise<RelationPage> {
  const from = page.cursor ? `${page.cursor}${JUST_AFTER}` : "edge#";
  const limit = page.limit + 1;
  const rows =
    direction === "out"
      ? await items()
          .query.primary({ projectId, nodeId })
          .between({ slot: from }, { slot: `${reachOrder(1)}#${LAST}` })
          .where((attribute, { eq }) =>
            type
              ? `${eq(attribute.kind, "edge")} AND ${eq(attribute.type, type)}`
              : eq(attribute.kind, "edge"),
          )
          .go({ count: limit, consistent: true })
      : await items()
          .query.byTarget({ gsi1pk: targetKey(projectId, nodeId) })
          .between({ gsi1sk: from }, { gsi1sk: `${reachOrder(1)}#${LAST}` })
          .where((attribute, { eq }) => (type ? eq(attribute.type, type) : ""))
          .go({ count: limit });
  const edges = rows.data.map((row) => Edge.parse(row));
  const shown = edges.slice(0, page.limit);
  const last = shown.at(-1);
  const key = last && `${last.order}#${direction === "out" ? last.toId : last.nodeId}`;
  return { relations: shown.map(relationOf), nextCursor: edges.length > page.limit && key ? key : null };
}

function relationOf({ type, nodeId, toId, version }: z.infer<typeof Edge>): Relation {
  return { type, fromId: nodeId, toId, ...(version !== undefined && { version }) };
}

const Item = z.object({
  slot: z.string(),
  kind: z.enum(["node", "edge", "gone"]),
  isDeleted: z.boolean().optional(),
  properties: Properties.optional(),
  type: z.enum(RELATION_TYPES).optional(),
  toId: z.string().optional(),
  version: z.number().optional(),
  target: Properties.optional(),
});

/** One query of the subject's partition: the node first, then its relations with what is known at their other ends. */
async function context({ projectId, nodeId }: NodeRef): Promise<Context | undefined> {
  const { data } = await items()
    .query.primary({ projectId, nodeId })
    .go({ limit: BRAIN.contextItemsMax, consistent: true });
  const [node, ...rest] = data.map((row) => Item.parse(row));
  if (node?.slot !== NODE_SLOT || node.isDeleted) return undefined;
  const edges = rest.flatMap(({ kind, type, toId, version, target }) =>
    kind === "edge" && type && toId ? [{ type, version, nodeId: toId, properties: target ?? {} }] : [],
  );
  return contextOf({ nodeId, properties: node.properties ?? {} }, edges);
}
