import { mkdirSync } from "node:fs";
import type { IncomingHttpHeaders, Server } from "node:http";
import { Readable } from "node:stream";
import dynalite from "dynalite";
import * as z from "zod";
import type { Meter } from "./meter.ts";
import { physicalName } from "./names.ts";
import type { Resolver } from "./resolve.ts";
import { writeUnits } from "./table-units.ts";
import { observeWrites } from "./table-writes.ts";
import type { AppTemplate, Resource } from "./template.ts";

/** An answer of the table service, ready to be sent. */
export interface TableAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The template's tables, speaking DynamoDB's wire protocol. */
export interface TableService {
  handle(request: { operation: string; body: string; headers: IncomingHttpHeaders }): Promise<TableAnswer>;
  close(): Promise<void>;
}

export interface TableOptions {
  template: AppTemplate;
  resolver: Resolver;
  meter: Meter;
  /** Where the items live; they survive a restart. */
  directory: string;
}

/**
 * Opens the tables on disk and makes those that are missing. Items never expire here: readers filter by TTL
 * themselves. Throws when a kept table has other keys than the template. The folder must
 * belong to this process alone.
 */
export async function openTables(options: TableOptions): Promise<TableService> {
  mkdirSync(options.directory, { recursive: true });
  const server = dynalite({ path: options.directory, createTableMs: 0 });
  // Its close() only lets go of the database when the server has listened; requests are handed over in memory.
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const service: TableService = {
    handle: (request) => metered(server, { ...request, meter: options.meter }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  try {
    for (const table of options.template.ofType("AWS::DynamoDB::Table"))
      await ensureTable(server, table, options);
  } catch (error) {
    await service.close();
    throw error;
  }
  return service;
}

const READS = ["GetItem", "BatchGetItem", "Query", "Scan"];
const Capacity = z.looseObject({ CapacityUnits: z.number() });
const WithCapacity = z.looseObject({ ConsumedCapacity: z.union([Capacity, z.array(Capacity)]).optional() });

interface MeteredRequest {
  operation: string;
  body: string;
  headers: IncomingHttpHeaders;
  meter: Meter;
}

async function metered(
  server: Server,
  { operation, body, headers, meter }: MeteredRequest,
): Promise<TableAnswer> {
  if (!READS.includes(operation)) return await meteredWrite(server, { operation, body, headers, meter });
  const request = JSON.parse(body || "{}") as Record<string, unknown>;
  const answer = await send(server, {
    operation,
    body: JSON.stringify({ ReturnConsumedCapacity: "TOTAL", ...request }),
    headers,
  });
  if (answer.status !== 200) return answer;
  const { ConsumedCapacity, ...rest } = WithCapacity.parse(JSON.parse(answer.body));
  const consumed = [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  meter.countTable({ readUnits: Math.max(0.5, consumed) });
  if (request.ReturnConsumedCapacity) return answer;
  const { "content-type": contentType = "application/x-amz-json-1.0" } = answer.headers;
  return { status: 200, headers: { "content-type": contentType }, body: JSON.stringify(rest) };
}

async function meteredWrite(server: Server, { meter, ...request }: MeteredRequest): Promise<TableAnswer> {
  const answer = await observeWrites(
    (write) => meter.countTable({ writeUnits: writeUnits(write) }),
    () => send(server, request),
  );
  // A write whose condition fails is billed as well.
  if (answer.body.includes("ConditionalCheckFailedException")) meter.countTable({ writeUnits: 1 });
  return answer;
}

function send(
  server: Server,
  { operation, body, headers }: { operation: string; body: string; headers: IncomingHttpHeaders },
): Promise<TableAnswer> {
  const request = Object.assign(Readable.from([Buffer.from(body)]), {
    method: "POST",
    url: "/",
    headers: {
      authorization:
        headers.authorization ?? "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f",
      "x-amz-date": headers["x-amz-date"] ?? "20260101T000000Z",
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    },
  });
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    const sent: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        sent[name.toLowerCase()] = String(value);
      },
      end: (text = "") => resolve({ status: response.statusCode, headers: sent, body: text }),
    };
    server.emit("request", request, response);
  });
}

async function ensureTable(
  server: Server,
  table: Resource,
  { resolver, directory }: TableOptions,
): Promise<void> {
  const definition = {
    TableName: physicalName(table),
    AttributeDefinitions: resolver.property(table, "AttributeDefinitions"),
    KeySchema: resolver.property(table, "KeySchema"),
    GlobalSecondaryIndexes: withoutThroughput(resolver.property(table, "GlobalSecondaryIndexes")),
    LocalSecondaryIndexes: resolver.property(table, "LocalSecondaryIndexes"),
    BillingMode: "PAY_PER_REQUEST",
  };
  const known = await send(server, describe(definition.TableName));
  if (known.status === 200) return refuseOtherKeys(JSON.parse(known.body).Table, { definition, directory });
  await succeed(send(server, { operation: "CreateTable", body: JSON.stringify(definition), headers: {} }));
  for (;;) {
    const { body } = await send(server, describe(definition.TableName));
    if (JSON.parse(body).Table?.TableStatus === "ACTIVE") return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function succeed(answer: Promise<TableAnswer>): Promise<void> {
  const { status, body } = await answer;
  if (status !== 200) throw new Error(`The table could not be made: ${body}`);
}

function describe(TableName: string) {
  return { operation: "DescribeTable", body: JSON.stringify({ TableName }), headers: {} };
}

function withoutThroughput(indexes: unknown): unknown {
  if (!Array.isArray(indexes)) return undefined;
  return indexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
}

function refuseOtherKeys(
  kept: Record<string, unknown>,
  { definition, directory }: { definition: Record<string, unknown>; directory: string },
): void {
  const shape = (table: Record<string, unknown>) => {
    const indexes = [
      table.GlobalSecondaryIndexes ?? [],
      table.LocalSecondaryIndexes ?? [],
    ].flat() as Resource[];
    const named = indexes.map((index) => {
      const { IndexName, KeySchema } = index as unknown as Record<string, unknown>;
      return JSON.stringify([IndexName, KeySchema]);
    });
    return JSON.stringify([table.KeySchema, named.sort()]);
  };
  if (shape(kept) !== shape(definition))
    throw new Error(
      `The table kept in ${directory} has other keys or indexes than the template; delete that folder`,
    );
}
