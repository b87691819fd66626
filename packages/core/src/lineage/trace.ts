import * as Brain from "../brain/index.ts";
import { BRAIN } from "../limits.ts";
import * as Media from "../media/index.ts";
import { authorize } from "../project/index.ts";
import * as Report from "../report/index.ts";

export interface TraceOptions {
  direction: "up" | "down";
  depth: number;
  limit: number;
  cursor?: string | undefined;
}

/**
 * What a picture of the caller's project was made from (`up`), or what was made from it (`down`), nearest first, with
 * the way there. `degraded`: the graph is away and the table answered; the answer is the same or newer.
 */
export async function trace(projectId: string, mediaId: string, options: TraceOptions) {
  await authorize(projectId);
  await Media.fromId(projectId, mediaId);
  const { answer, degraded } = await Brain.ask((graph) =>
    graph.lineage({ projectId, nodeId: mediaId, ...options }),
  );
  const [pictures, reports] = await Promise.all([
    picturesOf(projectId, answer.nodes),
    reportsOf(projectId, answer.nodes),
  ]);
  const nodes = answer.nodes.flatMap(({ nodeId, kind, depth, path, types }) => {
    const details = kind === "report" ? reports.get(nodeId) : pictures.get(nodeId);
    // Relations are written before the row: a step that died in between left nothing to show.
    if (!details && kind !== "collection") return [];
    return [{ id: nodeId, kind, depth, path, relations: types, ...details }];
  });
  const { nextCursor } = answer;
  return { mediaId, direction: options.direction, nodes, hasMore: nextCursor !== null, nextCursor, degraded };
}

async function picturesOf(projectId: string, nodes: Brain.Kin[]) {
  const ids = nodes.flatMap(({ kind, nodeId }) => (kind === "image" ? [nodeId] : []));
  const found = await Media.fromIds(projectId, ids);
  return new Map(
    found.map(({ mediaId, url, imageType, subjectId, angle }) => [
      mediaId,
      { url, imageType, subjectId, angle },
    ]),
  );
}

async function reportsOf(projectId: string, nodes: Brain.Kin[]) {
  const ids = nodes.flatMap(({ kind, nodeId }) => (kind === "report" ? [nodeId] : []));
  const found = await Report.fromIds(projectId, ids);
  return new Map(
    found.map(({ reportId, passed, overallScore }) => [reportId, { passed, overallScore }] as const),
  );
}

/** Relations of a node of the project, one way, from the table. */
export async function relationsOf(projectId: string, query: Omit<Brain.RelationQuery, "projectId">) {
  await authorize(projectId);
  Brain.kindOf(query.nodeId);
  const { relations, nextCursor } = await Brain.tableGraph().relations({ projectId, ...query });
  return { nodeId: query.nodeId, relations, hasMore: nextCursor !== null, nextCursor };
}

/** Everything known of a subject in one round trip; undefined when the graph does not know it. Checks no caller. */
export function contextOf(
  projectId: string,
  subjectId: string,
): Promise<Brain.Answer<Brain.Context | undefined>> {
  return Brain.ask((graph) => graph.context({ projectId, nodeId: subjectId }));
}

/** Every derived thing below a node, from the table, up to `limit` (1,000 at most). */
export async function derivedFrom(projectId: string, nodeId: string, limit: number): Promise<Brain.Kin[]> {
  const query = { projectId, nodeId, direction: "down" as const, depth: BRAIN.depthMax, limit };
  return (await Brain.tableGraph().lineage(query)).nodes;
}
