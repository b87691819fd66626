import { createRequire } from "node:module";
import { BatchWriteItemCommand, DynamoDBClient, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, it, vi } from "vitest";
import { closeIterators } from "../../packages/local/src/table-iterators.ts";
import { openTestTable } from "../support/table.ts";

const requireHere = createRequire(import.meta.url);
const { AbstractLevel } = createRequire(requireHere.resolve("dynalite"))("abstract-level");

afterEach(() => vi.restoreAllMocks());

describe("reads of the table", () => {
  it.each(["to the end", "that stop at a limit"])("%s leave no iterator open", async (kind) => {
    closeIterators();
    const table = await openTestTable();
    const TableName = process.env.TABLE_NAME;
    const client = new DynamoDBClient({});
    const rows = Array.from({ length: 25 }, (_, index) => ({ pk: { S: "a" }, sk: { S: `row-${index}` } }));
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName ?? ""]: rows.map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
    const opened = vi.spyOn(AbstractLevel.prototype, "attachResource");
    const closed = vi.spyOn(AbstractLevel.prototype, "detachResource");
    const limit = kind === "to the end" ? {} : { Limit: 3 };
    const [found] = await Promise.all([
      client.send(
        new QueryCommand({
          ...{ TableName, ...limit },
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: "a" } },
        }),
      ),
      client.send(new ScanCommand({ TableName, ...limit })),
    ]);
    expect(found.Count).toBe(limit.Limit ?? rows.length);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(2));
    expect(opened).toHaveBeenCalledTimes(2);
    await table.close();
  });
});
