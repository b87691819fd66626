import { resetClients } from "../../packages/core/src/clients.ts";
import { provideSecrets, resetConfig } from "../../packages/core/src/config.ts";
import type { Cloud } from "../../packages/local/src/cloud.ts";

/** Lets the core library of this process, which is another copy than the functions', use the cloud's bucket. */
export function pointCoreAt({ s3, cdnUrl }: Cloud): void {
  resetConfig();
  resetClients();
  provideSecrets({
    R2_ENDPOINT: s3.url,
    R2_BUCKET_NAME: s3.bucket,
    R2_PUBLIC_DOMAIN: cdnUrl,
    R2_ACCESS_KEY_ID: s3.credentials.accessKeyId,
    R2_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
  });
}
