import { resetClients } from "../../../packages/core/src/clients.ts";
import { resetConfig } from "../../../packages/core/src/config.ts";

export const PUBLIC_DOMAIN = "https://media.example.com";
export const BUCKET_NAME = "likeness-media";
export const CREDENTIALS = { accessKeyId: "test-key", secretAccessKey: "test-secret" };

/** Points the product at a bucket for one test file; nothing listens there unless an endpoint is given. */
export function useBucket(endpoint = "https://account.r2.example.com"): void {
  process.env.R2_ENDPOINT = endpoint;
  process.env.R2_BUCKET_NAME = BUCKET_NAME;
  process.env.R2_PUBLIC_DOMAIN = PUBLIC_DOMAIN;
  process.env.R2_ACCESS_KEY_ID = CREDENTIALS.accessKeyId;
  process.env.R2_SECRET_ACCESS_KEY = CREDENTIALS.secretAccessKey;
  resetConfig();
  resetClients();
}

export const IDS = {
  projectId: "prj_01JD0000000000000000000001",
  subjectId: "sub_01JD0000000000000000000002",
  collectionId: "col_01JD0000000000000000000003",
  mediaId: "med_01JD0000000000000000000004",
};
