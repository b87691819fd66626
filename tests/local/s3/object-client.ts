import { BUCKET, type ChecksumSetting, type Endpoint, sdk } from "./endpoint.ts";

type Input = { Key: string; [name: string]: unknown };

/** Both settings of the SDK's checksums: its default, and the one R2 recommends. */
export const CHECKSUM_SETTINGS: ChecksumSetting[] = ["WHEN_SUPPORTED", "WHEN_REQUIRED"];

/** The SDK's commands on one bucket; each answers as the SDK does. */
export function objectClient(endpoint: Endpoint, checksums: ChecksumSetting) {
  const client = endpoint.client({ checksums });
  const get = async (input: Input) =>
    await client.send(new sdk.GetObjectCommand({ Bucket: BUCKET, ...input }));
  return {
    get,
    put: async (input: Input) => await client.send(new sdk.PutObjectCommand({ Bucket: BUCKET, ...input })),
    head: async (input: Input) => await client.send(new sdk.HeadObjectCommand({ Bucket: BUCKET, ...input })),
    copy: async (input: Input & { CopySource: string }) =>
      await client.send(new sdk.CopyObjectCommand({ Bucket: BUCKET, ...input })),
    remove: async (input: Input) =>
      await client.send(new sdk.DeleteObjectCommand({ Bucket: BUCKET, ...input })),
    text: async (input: Input) => await (await get(input)).Body?.transformToString(),
  };
}
