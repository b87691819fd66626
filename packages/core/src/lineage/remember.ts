import * as Brain from "../brain/index.ts";
import * as Collection from "../collection/index.ts";
import * as Media from "../media/index.ts";
import * as Report from "../report/index.ts";
import { factOfCollection, factOfMedia, factOfReport } from "./facts.ts";

/** Relates a picture to what it was made from; call it before its row is written. Idempotent. */
export function rememberMedia(media: Media.Info): Promise<void> {
  return remember(factOfMedia(media));
}

/** Relates a turnaround to its master; call it before its row is written. Idempotent. */
export function rememberCollection(collection: Collection.Info): Promise<void> {
  return remember(factOfCollection(collection));
}

/** Relates a consistency report to what it verified, then writes its row; one that is there already is left as it is. */
export async function keepReport(report: Report.Info): Promise<void> {
  const [known] = await Report.fromIds(report.projectId, [report.reportId]);
  if (known) return;
  await remember(factOfReport(report));
  await Report.record(report);
}

/** Takes a picture that is about to be deleted out of the graph, with every relation at it. Idempotent. */
export function forgetMedia(media: Media.Info): Promise<void> {
  return Brain.remember({ ...factOfMedia(media), revision: 2, isDeleted: true, relations: [] });
}

/**
 * A source that the graph has never heard of (it is older than the graph) is remembered first; one that is gone
 * altogether is left out, because a paid picture is stored whatever became of its references.
 */
async function remember(fact: Brain.Fact): Promise<void> {
  try {
    await Brain.remember(fact);
  } catch (error) {
    if (!(error instanceof Brain.UnknownNodes)) throw error;
    const found = await rememberSources(fact.projectId, error.nodeIds);
    const gone = new Set(error.nodeIds.filter((id) => !found.has(id)));
    await Brain.remember({ ...fact, relations: fact.relations.filter(({ toId }) => !gone.has(toId)) });
  }
}

/** Answers which of the nodes there are; what the graph says of them is written. */
async function rememberSources(projectId: string, nodeIds: string[]): Promise<Set<string>> {
  const of = (kind: Brain.NodeKind) => nodeIds.filter((id) => Brain.kindOf(id) === kind);
  const pictures = await Media.fromIds(projectId, of("image"));
  for (const picture of pictures) await rememberMedia(picture);
  const turnarounds = await Collection.fromIds(projectId, of("collection"));
  for (const turnaround of turnarounds) await rememberCollection(turnaround);
  return new Set([
    ...pictures.map(({ mediaId }) => mediaId),
    ...turnarounds.map(({ collectionId }) => collectionId),
  ]);
}
