import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { config } from "./config.ts";

/** AWS clients, made once per container; endpoints come from the SDK's own environment variables. */

let dynamo: DynamoDBClient | undefined;
let states: SFNClient | undefined;
let bucket: S3Client | undefined;

export function dynamoClient(): DynamoDBClient {
  dynamo ??= new DynamoDBClient({ maxAttempts: 5 });
  return dynamo;
}

export function statesClient(): SFNClient {
  states ??= new SFNClient({ maxAttempts: 4 });
  return states;
}

/**
 * The bucket (Cloudflare R2). Checksums only where the operation requires them: R2 has refused the SDK's default
 * CRC32 headers before, and the stored object's sha256 travels in the row anyway.
 */
export function bucketClient(): S3Client {
  if (bucket) return bucket;
  const settings = config("bucket");
  bucket = new S3Client({
    region: "auto",
    endpoint: settings.R2_ENDPOINT,
    forcePathStyle: true,
    maxAttempts: 4,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    credentials: {
      accessKeyId: settings.R2_ACCESS_KEY_ID,
      secretAccessKey: settings.R2_SECRET_ACCESS_KEY,
    },
  });
  return bucket;
}

/** Forgets every client; for tests that change endpoints. */
export function resetClients(): void {
  dynamo = undefined;
  states = undefined;
  bucket = undefined;
}
