import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoClient } from "../clients.ts";
import { config } from "../config.ts";
import { log } from "../log.ts";
import { isConditionFailure } from "../table/index.ts";
import { keyOf, leaseName } from "./key.ts";
import { settingsOf } from "./settings.ts";

/** Ends the count of a request in flight; only where those are limited. Idempotent; never throws, it expires anyway. */
export async function leave(generationId: string): Promise<void> {
  const settings = settingsOf();
  if (settings.inFlightMax === undefined) return;
  const command = new UpdateItemCommand({
    TableName: config("table").TABLE_NAME,
    Key: keyOf(settings),
    UpdateExpression: "REMOVE #lease ADD inFlight :less",
    ConditionExpression: "attribute_exists(#lease)",
    ExpressionAttributeNames: { "#lease": leaseName(generationId) },
    ExpressionAttributeValues: { ":less": { N: "-1" } },
  });
  try {
    await dynamoClient().send(command);
  } catch (error) {
    if (isConditionFailure(error)) return;
    log().warn("still counted as in flight until it expires", { generationId, error: error as Error });
  }
}
