import { LINEAGE_TYPES, RELATION_TYPES } from "./relations.ts";

/**
 * Every statement the graph is sent. What callers say travels as parameters only; the one thing written into the text
 * is the closed list of relation types, which Cypher takes no parameter for. Needs Neo4j 5.
 */

const LINEAGE = LINEAGE_TYPES.join("|");

/** Idempotent: run by `npm run brain:setup`. */
export const SETUP = [
  "CREATE CONSTRAINT likeness_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
  "CREATE INDEX likeness_entity_project IF NOT EXISTS FOR (n:Entity) ON (n.projectId, n.run)",
  "CREATE INDEX likeness_subject_name IF NOT EXISTS FOR (n:Subject) ON (n.projectId, n.name)",
];

/** What is wrong with relations that are about to be written: ends the project does not have, and cycles. */
export const CHECK = `
UNWIND $ends AS end
OPTIONAL MATCH (other:Entity {id: end.otherId})
RETURN end.nodeId AS nodeId, end.otherId AS otherId,
  coalesce(other.projectId <> end.projectId OR other.deleted, true) AS isUnknown,
  end.isLineage AND EXISTS {
    MATCH (other)-[:${LINEAGE}*1..8]->(:Entity {id: end.nodeId})
  } AS isCycle`;

const LABELS = ["Subject", "Image", "Collection", "Report"]
  .map((label) => `FOREACH (_ IN CASE WHEN f.label = '${label}' THEN [1] ELSE [] END | SET n:${label})`)
  .join("\n");

const MERGES = RELATION_TYPES.map(
  (type) => `FOREACH (e IN f.${type} |
  MERGE (a:Entity {id: e.fromId}) MERGE (b:Entity {id: e.toId})
  MERGE (a)-[r:${type}]->(b) SET r = e.properties)`,
).join("\n");

/** Facts as they are: nodes replaced unless a newer revision is there, relations merged, those no longer said removed. */
export const APPLY = `
UNWIND $facts AS f
MERGE (n:Entity {id: f.id})
WITH n, f WHERE coalesce(n.revision, -1) <= f.node.revision
SET n = f.node
${LABELS}
WITH n, f
OPTIONAL MATCH (n)-[r]-() WHERE f.node.deleted OR (r.owner = n.id AND NOT r.key IN f.keys)
WITH n, f, collect(r) AS outdated
FOREACH (r IN outdated | DELETE r)
${MERGES}`;

const WAYS = `
WITH other, p ORDER BY length(p), [x IN nodes(p) | x.id]
WITH other, head(collect(p)) AS p
WITH other.id AS nodeId, length(p) AS depth, [x IN nodes(p) | x.id] AS path, [x IN relationships(p) | type(x)] AS types
WHERE depth <= $depth AND (depth > $afterDepth OR (depth = $afterDepth AND nodeId > $afterId))
RETURN nodeId, path, types ORDER BY depth, nodeId LIMIT toInteger($limit)`;

export const LINEAGE_UP = `
MATCH (n:Entity {id: $nodeId}) WHERE n.projectId = $projectId
MATCH p = (n)-[:${LINEAGE}*1..8]->(other:Entity) WHERE other.projectId = $projectId
${WAYS}`;

export const LINEAGE_DOWN = `
MATCH (n:Entity {id: $nodeId}) WHERE n.projectId = $projectId
MATCH p = (other:Entity)-[:${LINEAGE}*1..8]->(n) WHERE other.projectId = $projectId
${WAYS}`;

const RELATIONS = `
WITH r, startNode(r).id AS fromId, endNode(r).id AS toId,
  CASE WHEN r.isLineage THEN 'up#01' ELSE 'edge#' + type(r) END + '#' + m.id AS key
WHERE key > $after AND ($type IS NULL OR type(r) = $type)
RETURN type(r) AS type, fromId, toId, r.version AS version, key ORDER BY key LIMIT toInteger($limit)`;

export const RELATIONS_OUT = `
MATCH (n:Entity {id: $nodeId}) WHERE n.projectId = $projectId
MATCH (n)-[r]->(m:Entity) WHERE m.projectId = $projectId
${RELATIONS}`;

export const RELATIONS_IN = `
MATCH (n:Entity {id: $nodeId}) WHERE n.projectId = $projectId
MATCH (n)<-[r]-(m:Entity) WHERE m.projectId = $projectId
${RELATIONS}`;

/** A subject and everything one relation away, in one round trip. */
export const CONTEXT = `
MATCH (s:Entity {id: $nodeId}) WHERE s.projectId = $projectId AND NOT s.deleted
OPTIONAL MATCH (s)-[r]->(m:Entity) WHERE m.projectId = $projectId
RETURN properties(s) AS subject,
  [x IN collect({type: type(r), version: r.version, node: properties(m)}) WHERE x.type IS NOT NULL] AS around`;

/** Nodes of a project that a rebuild did not see, some at a time. */
export const PRUNE = `
MATCH (n:Entity {projectId: $projectId}) WHERE n.run IS NULL OR n.run <> $run
WITH n LIMIT toInteger($limit) DETACH DELETE n RETURN count(*) AS removed`;

/** How much the graph holds of a project. */
export const COUNT = `
MATCH (n:Entity {projectId: $projectId}) WHERE NOT n.deleted
OPTIONAL MATCH (n)-[r]->(:Entity)
RETURN count(DISTINCT n) AS nodes, count(r) AS relations`;
