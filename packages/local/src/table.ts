import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import dynalite from "dynalite";
import * as z from "zod";
import { callDynalite, type TableAnswer, type TableRequest } from "./dynalite-call.ts";
import type { Meter } from "./meter.ts";
import { physicalName } from "./names.ts";
import type { Resolver } from "./resolve.ts";
import { ServiceError } from "./service-error.ts";
import { keepExpressions } from "./table-expressions.ts";
import { closeIterators } from "./table-iterators.ts";
import { writeUnits } from "./table-units.ts";
import { observeWrites } from "./table-writes.ts";
import type { AppTemplate, Resource } from "./template.ts";

/** The template's tables, speaking DynamoDB's wire protocol. */
export interface TableService {
  handle(request: TableRequest): Promise<TableAnswer>;
  close(): Promise<void>;
}

export interface TableOptions {
  template: AppTemplate;
  resolver: Resolver;
  /** Counts capacity; without one nothing is counted. */
  meter?: Meter | undefined;
  /** Where the items live; they survive a restart. Without one they live in memory, and nothing listens anywhere. */
  directory?: string | undefined;
}

/**
 * Opens the tables on disk and makes those that are missing. Items never expire here: readers filter by TTL
 * themselves. Throws when a kept table has other keys than the template. The folder must
 * belong to this process alone.
 */
export async function openTables(options: TableOptions): Promise<TableService> {
  keepExpressions();
  closeIterators();
  const server =
    options.directory === undefined ? dynalite({ createTableMs: 0 }) : await onDisk(options.directory);
  const service = serviceOf(server, options);
  try {
    for (const table of options.template.ofType("AWS::DynamoDB::Table"))
      await ensureTable(server, table, options);
  } catch (error) {
    await service.close();
    throw error;
  }
  return service;
}

async function onDisk(path: string): Promise<Server> {
  mkdirSync(path, { recursive: true });
  const server = dynalite({ path, createTableMs: 0 });
  // Its close() only lets go of the database when the server has listened; requests are handed over in memory.
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

// A request that reaches a closed database would bring the process down, so none is let through or left behind.
function serviceOf(
  server: Server,
  { meter, directory }: Pick<TableOptions, "meter" | "directory">,
): TableService {
  const inFlight = new Set<Promise<TableAnswer>>();
  let isClosed = false;
  return {
    handle: async (request) => {
      if (isClosed) throw new ServiceError("ServiceUnavailable", "The table is closed");
      const answer = meter ? metered(server, { ...request, meter }) : callDynalite(server, request);
      inFlight.add(answer);
      return await answer.finally(() => inFlight.delete(answer));
    },
    close: async () => {
      isClosed = true;
      await Promise.allSettled(inFlight);
      if (directory !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const READS = ["GetItem", "BatchGetItem", "Query", "Scan"];
const Capacity = z.looseObject({ CapacityUnits: z.number() });
const WithCapacity = z.looseObject({ ConsumedCapacity: z.union([Capacity, z.array(Capacity)]).optional() });

type MeteredRequest = TableRequest & { meter: Meter };

async function metered(
  server: Server,
  { operation, body, headers, meter }: MeteredRequest,
): Promise<TableAnswer> {
  if (!READS.includes(operation)) return await meteredWrite(server, { operation, body, headers, meter });
  const request = JSON.parse(body || "{}") as Record<string, unknown>;
  const answer = await callDynalite(server, {
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
    () => callDynalite(server, request),
  );
  // A write whose condition fails is billed as well.
  if (answer.body.includes("ConditionalCheckFailedException")) meter.countTable({ writeUnits: 1 });
  return answer;
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
  const known = await callDynalite(server, describe(definition.TableName));
  if (known.status === 200) return refuseOtherKeys(JSON.parse(known.body).Table, { definition, directory });
  await succeed(
    callDynalite(server, { operation: "CreateTable", body: JSON.stringify(definition), headers: {} }),
  );
  for (;;) {
    const { body } = await callDynalite(server, describe(definition.TableName));
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
  { definition, directory }: { definition: Record<string, unknown>; directory?: string | undefined },
): void {
  const shape = (table: Record<string, unknown>) => {
    const indexes = [
      table.GlobalSecondaryIndexes ?? [],
      table.LocalSecondaryIndexes ?? [],
    ].flat() as Resource[];
    const named = indexes.map((index) => {
      const { IndexName, KeySchema, Projection } = index as unknown as Record<string, unknown>;
      return JSON.stringify([IndexName, KeySchema, Projection]);
    });
    return JSON.stringify([table.KeySchema, named.sort()]);
  };
  if (shape(kept) !== shape(definition))
    throw new Error(
      `The table kept in ${directory} has other keys or indexes than the template; delete that folder`,
    );
}
