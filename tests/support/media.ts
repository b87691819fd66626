import type * as Media from "../../packages/core/src/media/index.ts";

/** A picture's row as storing would write it, for tests that need rows and no pictures. */
export function mediaInfo(
  given: Partial<Media.Info> & Pick<Media.Info, "projectId" | "mediaId">,
): Media.Info {
  return {
    imageType: "profile-360",
    state: "kept",
    key: `projects/${given.projectId}/${given.mediaId}.webp`,
    url: `https://cdn.invalid/${given.mediaId}.webp`,
    thumbnails: [],
    thumbhash: "",
    width: 1024,
    height: 1024,
    bytes: 1,
    sha256: "0",
    contentType: "image/webp",
    model: "fal-ai/flux/dev",
    prompt: "a knight",
    jobId: "job_0",
    generationId: "gen_0",
    references: [],
    measures: { isBlank: false, brightness: 0.5, contrast: 0.2, perceptualHash: "0".repeat(16), palette: [] },
    quality: { score: null, status: "not-measured" },
    costMicroUsd: 1,
    createdAt: new Date(0).toISOString(),
    ...given,
  };
}
