declare module "dynalite" {
  import type { Server } from "node:http";
  export default function dynalite(options: { path?: string; createTableMs?: number }): Server;
}

declare module "dynalite/db/index.js" {
  type Item = Record<string, unknown>;
  type Index = {
    IndexName: string;
    KeySchema: { AttributeName: string }[];
    Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
  };
  type Table = {
    TableName: string;
    KeySchema: { AttributeName: string }[];
    GlobalSecondaryIndexes?: Index[];
    LocalSecondaryIndexes?: Index[];
  };
  type UpdateIndexes = (
    store: unknown,
    table: Table,
    existing: Item | null | undefined,
    item: Item | null,
    done: unknown,
  ) => void;
  const db: { itemSize(item: Item): number; updateIndexes: UpdateIndexes };
  export default db;
  export type { Index, Item, Table };
}
