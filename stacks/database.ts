import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { type StackContext, Table } from "sst/constructs";

const READ = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const WRITE = ["dynamodb:PutItem", "dynamodb:UpdateItem"];
const REMOVE = ["dynamodb:DeleteItem"];

/** The one table: two indexes, expiry by `expiresAt`. Grants are handed out by verb, never the whole table. */
export function Database({ stack, app }: StackContext) {
  const table = new Table(stack, "Records", {
    fields: {
      pk: "string",
      sk: "string",
      gsi1pk: "string",
      gsi1sk: "string",
      gsi2pk: "string",
      gsi2sk: "string",
    },
    primaryIndex: { partitionKey: "pk", sortKey: "sk" },
    globalIndexes: {
      gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
      gsi2: { partitionKey: "gsi2pk", sortKey: "gsi2sk" },
    },
    timeToLiveAttribute: "expiresAt",
    cdk: {
      table: {
        pointInTimeRecovery: true,
        deletionProtection: app.stage === "production",
      },
    },
  });
  const resources = [table.tableArn, `${table.tableArn}/index/gsi1`, `${table.tableArn}/index/gsi2`];
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
