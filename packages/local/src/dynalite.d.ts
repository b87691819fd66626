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

declare module "dynalite/db/conditionParser.js" {
  type ParserContext = {
    attrNames?: Record<string, string>;
    attrVals?: Record<string, Record<string, unknown>>;
    /** Names and values that no expression has used so far; the parser takes out what it meets. */
    unusedAttrNames?: Record<string, unknown>;
    unusedAttrVals?: Record<string, unknown>;
  };
  type Parser = { parse(text: string, options: { context: ParserContext }): unknown };
  const parser: Parser;
  export default parser;
  export type { Parser, ParserContext };
}

declare module "dynalite/db/updateParser.js" {
  import type { Parser } from "dynalite/db/conditionParser.js";

  const parser: Parser;
  export default parser;
}
