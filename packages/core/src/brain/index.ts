export { type Answer, ask } from "./ask.ts";
export { contextOf } from "./context.ts";
export { Fact, neighbours, Properties, parseFact } from "./fact.ts";
export { type Neo4jGraph, type Neo4jOptions, neo4jGraph, openNeo4j } from "./neo4j.ts";
export { isUnborne, listPending, type PendingNode, settlePending } from "./pending.ts";
export type {
  Context,
  Graph,
  Kin,
  Known,
  LineagePage,
  LineageQuery,
  NodeRef,
  RelationPage,
  RelationQuery,
} from "./port.ts";
export {
  kindOf,
  type NodeKind,
  RELATION_TYPES,
  type Relation,
  type RelationType,
  UnknownNodes,
} from "./relations.ts";
export { hasGraph, remember } from "./remember.ts";
export { tableGraph } from "./table.ts";
