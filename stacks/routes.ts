/** What a route's function may do, beyond answering. */
export interface Route {
  /** The file under packages/functions/src/api, without its ending. */
  handler: string;
  table: "read" | "write";
  /** Reads stored pictures and what is kept beside them, and can decode one. */
  readsPictures?: boolean;
  /** May start executions of the state machines. */
  startsJobs?: boolean;
  /** Asks the graph, where one is configured. */
  readsGraph?: boolean;
  /** May stop executions, and withdraw requests at FAL. */
  stopsJobs?: boolean;
}

const PROJECTS = "/api/v1/projects";
const PROJECT = `${PROJECTS}/{projectId}`;

/** THE route table of the public API; every route needs a valid token. */
export const routes: Record<string, Route> = {
  [`POST ${PROJECTS}`]: { handler: "create-project", table: "write" },
  [`GET ${PROJECTS}`]: { handler: "list-projects", table: "read" },
  [`GET ${PROJECT}`]: { handler: "get-project", table: "read" },
  [`GET ${PROJECT}/spend`]: { handler: "get-spend", table: "read" },
  [`POST ${PROJECT}/collaborators`]: { handler: "add-collaborator", table: "write" },
  [`POST ${PROJECT}/subjects`]: { handler: "create-subject", table: "write" },
  [`GET ${PROJECT}/subjects`]: { handler: "list-subjects", table: "read" },
  [`GET ${PROJECT}/subjects/{subjectId}`]: { handler: "get-subject", table: "read" },
  [`PATCH ${PROJECT}/subjects/{subjectId}`]: { handler: "update-subject", table: "write" },
  [`DELETE ${PROJECT}/subjects/{subjectId}`]: { handler: "delete-subject", table: "write" },
  [`GET ${PROJECT}/subjects/{subjectId}/environment`]: { handler: "get-environment", table: "read" },
  [`GET ${PROJECT}/subjects/{subjectId}/lighting`]: { handler: "get-lighting", table: "read" },
  [`GET ${PROJECT}/subjects/{subjectId}/context`]: {
    handler: "recall-subject",
    table: "read",
    readsGraph: true,
  },
  [`GET ${PROJECT}/subjects/{subjectId}/specifications`]: { handler: "get-specifications", table: "read" },
  [`PUT ${PROJECT}/subjects/{subjectId}/specifications`]: { handler: "edit-specifications", table: "write" },
  [`GET ${PROJECT}/subjects/{subjectId}/versions`]: { handler: "list-versions", table: "read" },
  [`GET ${PROJECT}/subjects/{subjectId}/versions/compare`]: {
    handler: "get-version-comparison",
    table: "read",
  },
  [`PUT ${PROJECT}/subjects/{subjectId}/versions/current`]: { handler: "choose-version", table: "write" },
  [`GET ${PROJECT}/stale`]: { handler: "list-stale", table: "read" },
  [`POST ${PROJECT}/refresh`]: { handler: "refresh-stale", table: "write", startsJobs: true },
  [`GET ${PROJECT}/relations`]: { handler: "list-relations", table: "read" },
  [`POST ${PROJECT}/images/generate/master`]: {
    handler: "generate-master",
    table: "write",
    startsJobs: true,
  },
  [`POST ${PROJECT}/images/generate/profile360`]: {
    handler: "generate-profile360",
    table: "write",
    startsJobs: true,
  },
  [`POST ${PROJECT}/images/generate/composite`]: {
    handler: "generate-composite",
    table: "write",
    startsJobs: true,
  },
  [`POST ${PROJECT}/images/verify/consistency`]: {
    handler: "verify-consistency",
    table: "write",
    readsPictures: true,
    // A vision model's opinion, where one is asked for.
    startsJobs: true,
  },
  [`GET ${PROJECT}/images`]: { handler: "list-images", table: "read" },
  [`GET ${PROJECT}/images/{mediaId}`]: { handler: "get-image", table: "read" },
  [`GET ${PROJECT}/images/{mediaId}/lineage`]: {
    handler: "trace-lineage",
    table: "read",
    readsGraph: true,
  },
  [`PUT ${PROJECT}/images/{mediaId}/review`]: { handler: "review-image", table: "write" },
  [`GET ${PROJECT}/collections/{collectionId}`]: { handler: "get-collection", table: "read" },
  [`GET ${PROJECT}/collections/{collectionId}/report`]: { handler: "get-report", table: "read" },
  [`GET ${PROJECT}/jobs`]: { handler: "list-jobs", table: "read" },
  [`GET ${PROJECT}/jobs/{jobId}`]: { handler: "get-job", table: "read" },
  [`DELETE ${PROJECT}/jobs/{jobId}`]: { handler: "cancel-job", table: "write", stopsJobs: true },
};

/** The provider's way in; no token, a signature instead. The ids name the waiting request, never its task token. */
export const webhookRoutes: Record<string, { handler: string }> = {
  "POST /webhooks/fal/{jobId}/{generationId}": { handler: "fal" },
};
