import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { LOCAL_PLACE } from "../../packages/local/src/names.ts";
import type { TestCloud } from "./cloud.ts";

/** Sets how many bytes a project of a running cloud may keep; there is no route for it. */
export async function setQuota(
  { dataDir }: Pick<TestCloud, "dataDir">,
  { projectId, quotaBytes }: { projectId: string; quotaBytes: number },
): Promise<void> {
  const { aws } = JSON.parse(await readFile(join(dataDir, "ports.json"), "utf8")) as { aws: number };
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${aws}`,
    region: LOCAL_PLACE.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const [TableName] = TableNames;
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  const item = Items.find((each) => each.__edb_e__?.S === "project" && each.projectId?.S === projectId);
  if (!item?.pk || !item.sk) throw new Error(`no row of ${projectId}`);
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key: { pk: item.pk, sk: item.sk },
      UpdateExpression: "SET quotaBytes = :quota",
      ExpressionAttributeValues: { ":quota": { N: String(quotaBytes) } },
    }),
  );
  client.destroy();
}
