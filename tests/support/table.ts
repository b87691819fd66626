import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { resetClients } from "../../packages/core/src/clients.ts";
import { resetConfig } from "../../packages/core/src/config.ts";

export interface TestTable {
  /** The table's service; `inMemory` spares it the sockets. */
  server: Server;
  close(): Promise<void>;
}

const KEYS = ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "gsi3pk", "gsi3sk", "gsi4pk", "gsi4sk"];
const index = (name: string, ProjectionType: "ALL" | "KEYS_ONLY" = "ALL") => ({
  IndexName: name,
  KeySchema: keySchema(`${name}pk`, `${name}sk`),
  Projection: { ProjectionType },
});

/**
 * The table of the stacks in memory, with the environment pointed at it. One per spec file. It is dynalite's, unless
 * TEST_TABLE_URL names another engine, which then gets a table of its own for each.
 */
export async function openTestTable(): Promise<TestTable> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  const TableName = `records-${randomUUID()}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: process.env.TEST_TABLE_URL ?? `http://127.0.0.1:${port}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    TABLE_NAME: TableName,
    LOG_LEVEL: "SILENT",
  });
  resetClients();
  resetConfig();
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: KEYS.map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
      KeySchema: keySchema("pk", "sk"),
      GlobalSecondaryIndexes: [
        index("gsi1"),
        index("gsi2", "KEYS_ONLY"),
        index("gsi3"),
        index("gsi4", "KEYS_ONLY"),
      ],
    }),
  );
  return { server, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function keySchema(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ];
}
