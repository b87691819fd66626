import * as Brain from "../brain/index.ts";
import type * as Collection from "../collection/index.ts";
import * as Media from "../media/index.ts";
import { factOfCollection, factOfMedia, factOfReport, type Report } from "./facts.ts";

/** Relates a picture to what it was made from; call it before its row is written. Idempotent. */
export function rememberMedia(media: Media.Info): Promise<void> {
  return remember(factOfMedia(media));
}

/** Relates a turnaround to its master; call it before its row is written. Idempotent. */
export function rememberCollection(collection: Collection.Info): Promise<void> {
  return remember(factOfCollection(collection));
}

/** Relates a consistency report to what it verified; the caller names pictures of the project. Idempotent. */
export function rememberReport(report: Report): Promise<void> {
  return remember(factOfReport(report));
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
    const sources = await Media.fromIds(fact.projectId, error.nodeIds);
    for (const source of sources) await rememberMedia(source);
    const found = new Set(sources.map(({ mediaId }) => mediaId));
    const gone = new Set(error.nodeIds.filter((id) => !found.has(id)));
    await Brain.remember({ ...fact, relations: fact.relations.filter(({ toId }) => !gone.has(toId)) });
  }
}
