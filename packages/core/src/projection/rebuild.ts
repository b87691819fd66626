import { randomUUID } from "node:crypto";
import * as Brain from "../brain/index.ts";
import * as Collection from "../collection/index.ts";
import { BRAIN } from "../limits.ts";
import { factOfCollection, factOfMedia, factOfReport } from "../lineage/index.ts";
import * as Media from "../media/index.ts";
import * as Report from "../report/index.ts";
import * as Subject from "../subject/index.ts";
import type { Page } from "../table/index.ts";

export interface RebuildReport {
  projectId: string;
  nodes: number;
  /** Nodes the graph had and the table does not. */
  pruned: number;
}

/**
 * Makes the graph of one project anew from its rows, without emptying it first: every node is told again and marked
 * with this run, then those without the mark go. The relations in the table are written again too.
 */
export async function rebuild(projectId: string, graph?: Brain.Neo4jGraph): Promise<RebuildReport> {
  const run = randomUUID();
  const tell = async (stated: Brain.Fact[]) => {
    const facts: Brain.Fact[] = [];
    for (const fact of stated) facts.push(await relate(fact));
    await graph?.apply(facts, run);
    return facts.length;
  };
  let nodes = 0;
  // Sources before what was made from them: pictures by age, then turnarounds, reports, and subjects with their versions.
  for await (const media of pagesOf(
    (page) => Media.oldestFirst(projectId, page),
    ({ mediaId }) => mediaId,
  ))
    nodes += await tell(sourcesFirst(media.map(factOfMedia)));
  for await (const found of pagesOf(
    (page) => Collection.page(projectId, page),
    ({ collectionId }) => collectionId,
  ))
    nodes += await tell(found.map(factOfCollection));
  for await (const found of pagesOf(
    (page) => Report.page(projectId, page),
    ({ reportId }) => reportId,
  ))
    nodes += await tell(found.map(factOfReport));
  nodes += await tell(sourcesFirst((await allSubjects(projectId)).map(Subject.factOf)));
  return { projectId, nodes, pruned: (await graph?.prune(projectId, run)) ?? 0 };
}

/** Writes a fact into the table, without relations to what is gone: a picture may outlive what it was made from. */
async function relate(fact: Brain.Fact): Promise<Brain.Fact> {
  try {
    await Brain.tableGraph().apply([fact]);
    return fact;
  } catch (error) {
    if (!(error instanceof Brain.UnknownNodes)) throw error;
    const { nodeIds } = error;
    const isThere = ({ fromId, toId }: Brain.Relation) =>
      !nodeIds.includes(fromId) && !nodeIds.includes(toId);
    const reduced = { ...fact, relations: fact.relations.filter(isThere) };
    await Brain.tableGraph().apply([reduced]);
    return reduced;
  }
}

/** Ids sort by time, which can mislead: what a fact relates to is put before it. */
function sourcesFirst(facts: Brain.Fact[]): Brain.Fact[] {
  const open = new Map(facts.map((fact) => [fact.nodeId, fact]));
  const ordered: Brain.Fact[] = [];
  const visit = (fact: Brain.Fact) => {
    if (!open.delete(fact.nodeId)) return;
    for (const id of Brain.neighbours(fact)) {
      const source = open.get(id);
      if (source) visit(source);
    }
    ordered.push(fact);
  };
  for (const fact of facts) visit(fact);
  return ordered;
}

async function* pagesOf<T>(
  read: (page: Page) => Promise<T[]>,
  idOf: (row: T) => string,
): AsyncGenerator<T[]> {
  for (let cursor: string | undefined; ; ) {
    const rows = await read({ limit: BRAIN.projectionBatch, cursor });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < BRAIN.projectionBatch) return;
    cursor = idOf(last);
  }
}

async function allSubjects(projectId: string): Promise<Subject.Row[]> {
  const rows: Subject.Row[] = [];
  for await (const page of pagesOf(
    (asked) => Subject.oldestFirst(projectId, asked),
    ({ subjectId }) => subjectId,
  ))
    rows.push(...page);
  return rows;
}
