import * as Brain from "../brain/index.ts";
import * as Collection from "../collection/index.ts";
import { LikenessError } from "../errors.ts";
import { BRAIN } from "../limits.ts";
import { log } from "../log.ts";
import * as Media from "../media/index.ts";
import * as Report from "../report/index.ts";
import * as Subject from "../subject/index.ts";

export interface DrainReport {
  /** Nodes the graph learnt of. */
  projected: number;
  /** Nodes that wait for their row, or for a node they relate to. */
  waiting: number;
  /** The graph could not be reached; everything stays pending. */
  isAway: boolean;
  /** Age of the oldest node that is still pending, in seconds. */
  lagSeconds: number;
}

export interface DrainOptions {
  /** The graph to tell; default: the configured one, or none. */
  graph?: Brain.Graph | undefined;
  now?: number;
  budgetMs?: number;
}

/**
 * Tells the graph, in order, what it does not know yet: pictures and turnarounds from their pending nodes, subjects
 * from their pending rows. Every step may run twice, also at the same time; what fails stays pending. Without a graph
 * only the subjects' relations in the table are completed.
 */
export async function drain({ graph = configured(), ...options }: DrainOptions = {}): Promise<DrainReport> {
  const now = options.now ?? Date.now();
  const deadline = Date.now() + (options.budgetMs ?? BRAIN.projectionBudgetMs);
  const report: DrainReport = { projected: 0, waiting: 0, isAway: false, lagSeconds: 0 };
  try {
    if (graph) await drainNodes(graph, { now, deadline, report });
    await drainSubjects(graph, { deadline, report });
  } catch (error) {
    report.isAway = true;
    log().warn("the graph is away; nothing is lost", { error: error as Error });
  }
  report.lagSeconds = await lagSeconds(now);
  return report;
}

function configured(): Brain.Graph | undefined {
  return Brain.hasGraph() ? Brain.neo4jGraph() : undefined;
}

interface Course {
  deadline: number;
  report: DrainReport;
}

async function drainNodes(
  graph: Brain.Graph,
  { now, deadline, report }: Course & { now: number },
): Promise<void> {
  while (Date.now() < deadline) {
    const pending = await Brain.listPending(BRAIN.projectionBatch);
    const { ready, unborne } = await byRow(pending);
    const told = await tell(graph, ready);
    await Promise.all(told.map((node) => Brain.settlePending(node)));
    const given = unborne.filter((node) => Brain.isUnborne(node, now));
    await Promise.all(given.map((node) => Brain.settlePending(node)));
    report.projected += told.length;
    report.waiting = pending.length - told.length - given.length;
    if (told.length === 0) return;
  }
}

/** Which nodes have their row; the others' step has not come that far, or never will. */
async function byRow(pending: Brain.PendingNode[]) {
  const projects = [...new Set(pending.map(({ projectId }) => projectId))];
  const rows = await Promise.all(projects.map((projectId) => rowsOf(projectId, pending)));
  const born = new Set(rows.flat());
  const isReady = ({ nodeId, isDeleted }: Brain.PendingNode) => isDeleted || born.has(nodeId);
  return { ready: pending.filter(isReady), unborne: pending.filter((node) => !isReady(node)) };
}

async function rowsOf(projectId: string, pending: Brain.PendingNode[]): Promise<string[]> {
  const ids = pending.filter((node) => node.projectId === projectId).map(({ nodeId }) => nodeId);
  const of = (kind: Brain.NodeKind) => ids.filter((id) => Brain.kindOf(id) === kind);
  const [media, collections, reports] = await Promise.all([
    Media.fromIds(projectId, of("image")),
    Collection.fromIds(projectId, of("collection")),
    Report.fromIds(projectId, of("report")),
  ]);
  return [
    ...media.map(({ mediaId }) => mediaId),
    ...collections.map(({ collectionId }) => collectionId),
    ...reports.map(({ reportId }) => reportId),
  ];
}

/** All at once; when one of them is refused, one by one, so that it holds up nobody. */
async function tell<F extends Brain.Fact>(graph: Brain.Graph, facts: F[]): Promise<F[]> {
  if (facts.length === 0) return [];
  try {
    await graph.apply(facts);
    return facts;
  } catch (error) {
    if (!(error instanceof LikenessError)) throw error;
  }
  const told: F[] = [];
  for (const fact of facts) {
    try {
      await graph.apply([fact]);
      told.push(fact);
    } catch (error) {
      if (!(error instanceof LikenessError)) throw error;
      log().warn("not told to the graph yet", { nodeId: fact.nodeId, reason: error.message });
    }
  }
  return told;
}

async function drainSubjects(graph: Brain.Graph | undefined, { deadline, report }: Course): Promise<void> {
  const rows = await Subject.listPending(BRAIN.projectionBatch);
  for (const row of rows) {
    if (Date.now() >= deadline) return;
    const fact = await Subject.relate(row);
    const isTold = !graph || (await tell(graph, [fact])).length === 1;
    if (isTold) {
      await Subject.settle(row);
      report.projected += 1;
    } else report.waiting += 1;
  }
}

async function lagSeconds(now: number): Promise<number> {
  const [nodes, rows] = await Promise.all([Brain.listPending(1), Subject.listPending(1)]);
  const since = [...nodes.map(({ changedAt }) => changedAt), ...rows.map(({ updatedAt }) => updatedAt ?? "")];
  const oldest = Math.min(...since.map((at) => Date.parse(at)).filter(Number.isFinite));
  return Number.isFinite(oldest) ? Math.max(0, Math.round((now - oldest) / 1000)) : 0;
}
