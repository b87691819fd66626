import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { type StackContext, Table } from "sst/constructs";

const READ = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const WRITE = ["dynamodb:PutItem", "dynamodb:UpdateItem"];
const REMOVE = ["dynamodb:DeleteItem"];

/** The one table: four indexes, expiry by `expiresAt`. Grants are handed out by verb, never the whole table. */
export function Database({ stack, app }: StackContext) {
  const table = new Table(stack, "Records", {
    fields: {
      pk: "string",
      sk: "string",
      gsi1pk: "string",
      gsi1sk: "string",
      gsi2pk: "string",
      gsi2sk: "string",
      gsi3pk: "string",
      gsi3sk: "string",
      gsi4pk: "string",
      gsi4sk: "string",
    },
    primaryIndex: { partitionKey: "pk", sortKey: "sk" },
    globalIndexes: {
      gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
      // gsi2 and gsi4 are work lists: rows at work change often, and only who they are is copied.
      gsi2: { partitionKey: "gsi2pk", sortKey: "gsi2sk", projection: "keys_only" },
      gsi3: { partitionKey: "gsi3pk", sortKey: "gsi3sk" },
      gsi4: { partitionKey: "gsi4pk", sortKey: "gsi4sk", projection: "keys_only" },
    },
    timeToLiveAttribute: "expiresAt",
    cdk: {
      table: {
        pointInTimeRecovery: true,
        deletionProtection: app.stage === "production",
      },
    },
  });
  const resources = [
    table.tableArn,
    ...["gsi1", "gsi2", "gsi3", "gsi4"].map((index) => `${table.tableArn}/index/${index}`),
  ];
  const allow = (actions: string[]) => new PolicyStatement({ actions, resources });
  return {
    // Who writes rows must know whether a graph is to be told of them.
    environment: {
      TABLE_NAME: table.tableName,
      ...(process.env.NEO4J_URI && { NEO4J_URI: process.env.NEO4J_URI }),
    },
    read: allow(READ),
    write: allow([...READ, ...WRITE]),
    remove: allow([...READ, ...WRITE, ...REMOVE]),
  };
}
