import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type AttributeValue,
  DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { LOCAL_PLACE } from "../../packages/local/src/names.ts";
import type { TestCloud } from "./cloud.ts";

/** Sets how many bytes a project of a running cloud may keep; there is no route for it. */
export async function setQuota(
  cloud: Pick<TestCloud, "dataDir">,
  { projectId, quotaBytes }: { projectId: string; quotaBytes: number },
): Promise<void> {
  await setOn(cloud, { entity: "project", id: projectId, set: { quotaBytes: { N: String(quotaBytes) } } });
}

/** Says of a stored picture that it is of another type; no route stores anything but pictures. */
export async function setContentType(
  cloud: Pick<TestCloud, "dataDir">,
  { mediaId, contentType }: { mediaId: string; contentType: string },
): Promise<void> {
  await setOn(cloud, { entity: "media", id: mediaId, set: { contentType: { S: contentType } } });
}

interface Change {
  entity: "project" | "media";
  id: string;
  set: Record<string, AttributeValue>;
}

async function setOn({ dataDir }: Pick<TestCloud, "dataDir">, { entity, id, set }: Change): Promise<void> {
  const { aws } = JSON.parse(await readFile(join(dataDir, "ports.json"), "utf8")) as { aws: number };
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${aws}`,
    region: LOCAL_PLACE.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const [TableName] = TableNames;
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  const item = Items.find((each) => each.__edb_e__?.S === entity && each[`${entity}Id`]?.S === id);
  if (!item?.pk || !item.sk) throw new Error(`no row of ${id}`);
  const [[name, value] = []] = Object.entries(set);
  if (!name || !value) throw new Error("nothing to set");
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key: { pk: item.pk, sk: item.sk },
      UpdateExpression: "SET #name = :value",
      ExpressionAttributeNames: { "#name": name },
      ExpressionAttributeValues: { ":value": value },
    }),
  );
  client.destroy();
}
