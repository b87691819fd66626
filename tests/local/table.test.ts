import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { runStack, temporaryFolder } from "./support/product.ts";

const TableName = "Test-Records";
const index = (name: string, ProjectionType = "ALL") => ({
  IndexName: name,
  KeySchema: [{ AttributeName: `${name}pk`, KeyType: "HASH" }],
  Projection: { ProjectionType },
});
const string = (AttributeName: string) => ({ AttributeName, AttributeType: "S" });

const stack = (indexes = [index("gsi1"), index("gsi2", "KEYS_ONLY")]) => ({
  resources: {
    Records: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        AttributeDefinitions: [string("pk"), string("gsi1pk"), string("gsi2pk")].slice(0, indexes.length + 1),
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        GlobalSecondaryIndexes: indexes,
        BillingMode: "PAY_PER_REQUEST",
        TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    },
  },
});

const client = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });

async function units(product: Awaited<ReturnType<typeof runStack>>, work: () => Promise<unknown>) {
  product.meter.reset();
  await work();
  const { readUnits, writeUnits } = product.meter.read().table;
  return { readUnits, writeUnits };
}

describe("the template's table", () => {
  test("keeps its items over a restart on the same folder", async () => {
    const dataDir = temporaryFolder();
    const first = await runStack(stack(), { dataDir });
    const Item = { pk: { S: "a" }, text: { S: "kept" } };
    await client(first.awsUrl).send(new PutItemCommand({ TableName, Item }));
    await first.close();
    const second = await runStack(stack(), { dataDir });
    const found = await client(second.awsUrl).send(
      new GetItemCommand({ TableName, Key: { pk: { S: "a" } } }),
    );
    expect(found.Item).toEqual(Item);
  });

  test("is refused when the template now has other indexes than the folder", async () => {
    const dataDir = temporaryFolder();
    await (await runStack(stack(), { dataDir })).close();
    await expect(runStack(stack([index("gsi1")]), { dataDir })).rejects.toThrow(/other keys or indexes/);
  });

  test("answers a failed condition with the typed exception", async () => {
    const product = await runStack(stack());
    const put = new PutItemCommand({
      TableName,
      Item: { pk: { S: "a" } },
      ConditionExpression: "attribute_not_exists(pk)",
    });
    await client(product.awsUrl).send(put);
    await expect(client(product.awsUrl).send(put)).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
    });
  });

  test("counts write units of the item and of every index it enters, moves in or leaves", async () => {
    const product = await runStack(stack());
    const db = client(product.awsUrl);
    const put = (Item: Record<string, { S: string }>) => () =>
      db.send(new PutItemCommand({ TableName, Item }));
    const update = (UpdateExpression: string, values?: Record<string, { S: string }>) => () =>
      db.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: "a" } },
          UpdateExpression,
          ExpressionAttributeValues: values,
        }),
      );
    expect(await units(product, put({ pk: { S: "a" } }))).toEqual({ readUnits: 0, writeUnits: 1 });
    expect((await units(product, update("SET gsi1pk = :x", { ":x": { S: "x" } }))).writeUnits).toBe(2);
    expect((await units(product, update("SET gsi1pk = :y", { ":y": { S: "y" } }))).writeUnits).toBe(3);
    expect((await units(product, update("SET gsi2pk = :y", { ":y": { S: "y" } }))).writeUnits).toBe(3);
    // gsi2 holds keys only: a change of another attribute does not touch it.
    expect(
      (await units(product, update("SET body = :b", { ":b": { S: "z".repeat(2500) } }))).writeUnits,
    ).toBe(3 + 3);
    expect((await units(product, update("REMOVE gsi1pk"))).writeUnits).toBe(3 + 3);
    const batch = [
      { PutRequest: { Item: { pk: { S: "b" } } } },
      { DeleteRequest: { Key: { pk: { S: "zz" } } } },
    ];
    const write = new BatchWriteItemCommand({ RequestItems: { [TableName]: batch } });
    expect((await units(product, () => db.send(write))).writeUnits).toBeGreaterThanOrEqual(1);
  });

  test("counts read units by size and consistency", async () => {
    const product = await runStack(stack());
    const db = client(product.awsUrl);
    const Item = { pk: { S: "a" }, gsi1pk: { S: "g" }, body: { S: "x".repeat(5_000) } };
    await db.send(new PutItemCommand({ TableName, Item }));
    const get =
      (ConsistentRead: boolean, pk = "a") =>
      () =>
        db.send(new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead }));
    expect((await units(product, get(false))).readUnits).toBe(1);
    expect((await units(product, get(true))).readUnits).toBe(2);
    expect((await units(product, get(false, "none"))).readUnits).toBe(0.5);
    const query = new QueryCommand({
      TableName,
      IndexName: "gsi1",
      KeyConditionExpression: "gsi1pk = :g",
      ExpressionAttributeValues: { ":g": { S: "g" } },
    });
    expect((await units(product, () => db.send(query))).readUnits).toBe(1);
    const { ConsumedCapacity } = await db.send(query);
    expect(ConsumedCapacity).toBeUndefined();
  });
});
