import type { Fact, RelationType } from "../brain/index.ts";
import type * as Collection from "../collection/index.ts";
import type * as Media from "../media/index.ts";

/** What a picture's row means for the graph: an angle derives from its master, everything else uses its references. */
export function factOfMedia(media: Media.Info): Fact {
  const { projectId, mediaId, imageType, subjectId, angle, jobId, url, createdAt } = media;
  const type: RelationType = imageType === "profile-360" ? "DERIVED_FROM" : "USES_REFERENCE";
  const references = [...new Set(media.references)].filter((id) => id !== mediaId);
  return {
    ...{ projectId, nodeId: mediaId, revision: 1, isDeleted: false },
    properties: {
      ...{ imageType, jobId, url, createdAt },
      ...(subjectId && { subjectId }),
      ...(angle !== undefined && { angle }),
    },
    relations: references.map((toId) => ({ type, fromId: mediaId, toId })),
  };
}

/** What a turnaround's row means for the graph: it derives from the master it was made from. */
export function factOfCollection(collection: Collection.Info): Fact {
  const { projectId, collectionId, subjectId, masterReferenceId, state, jobId, createdAt } = collection;
  return {
    ...{ projectId, nodeId: collectionId, revision: 1, isDeleted: false },
    properties: { subjectId, state, jobId, createdAt },
    relations: [{ type: "DERIVED_FROM", fromId: collectionId, toId: masterReferenceId }],
  };
}

/** A verification of one picture against another, or against a turnaround; scores are 0 to 1. */
export interface Report {
  projectId: string;
  reportId: string;
  mediaId: string;
  againstId: string;
  overallScore: number | null;
  passed: boolean;
  createdAt: string;
}

/** What a consistency report means for the graph: a node that derives from the picture and was verified against the other. */
export function factOfReport(report: Report): Fact {
  const { projectId, reportId, mediaId, againstId, overallScore, passed, createdAt } = report;
  return {
    ...{ projectId, nodeId: reportId, revision: 1, isDeleted: false },
    properties: { passed, createdAt, ...(overallScore !== null && { overallScore }) },
    relations: [
      { type: "DERIVED_FROM", fromId: reportId, toId: mediaId },
      { type: "VERIFIED_AGAINST", fromId: reportId, toId: againstId },
    ],
  };
}
