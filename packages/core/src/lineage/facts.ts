import type { Fact, RelationType } from "../brain/index.ts";
import type * as Collection from "../collection/index.ts";
import type * as Media from "../media/index.ts";
import type * as Report from "../report/index.ts";

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

/** What a consistency report means for the graph: a node that derives from what was verified, against each of the others. */
export function factOfReport(report: Report.Info): Fact {
  const { projectId, reportId, aboutId, againstIds, overallScore, passed, method, createdAt } = report;
  return {
    ...{ projectId, nodeId: reportId, revision: 1, isDeleted: false },
    properties: {
      ...{ passed, createdAt },
      ...(method !== null && { method }),
      ...(overallScore !== null && { overallScore }),
    },
    relations: [
      { type: "DERIVED_FROM", fromId: reportId, toId: aboutId },
      ...against({ reportId, aboutId, againstIds }),
    ],
  };
}

function against({
  reportId,
  aboutId,
  againstIds,
}: Pick<Report.Info, "reportId" | "aboutId" | "againstIds">) {
  const others = [...new Set(againstIds)].filter((id) => id !== aboutId);
  return others.map((toId) => ({ type: "VERIFIED_AGAINST" as const, fromId: reportId, toId }));
}
