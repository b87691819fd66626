import db, { type Index, type Item, type Table } from "dynalite/db/index.js";

/** One write as the table saw it: the item before and after, undefined where there was or is none. */
export interface TableWrite {
  table: Table;
  before: Item | undefined;
  after: Item | undefined;
}

const WRITE_UNIT_BYTES = 1024;

/**
 * Write units of one change: the table's own, by the larger of both items, plus one entry written or removed in
 * every index whose projection changes; a changed index key costs both.
 */
export function writeUnits({ table, before, after }: TableWrite): number {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const own = Math.max(unitsOf(before), unitsOf(after), 1);
  return indexes.reduce((sum, index) => sum + indexUnits(index, { table, before, after }), own);
}

function indexUnits(index: Index, { table, before, after }: TableWrite): number {
  const old = entryOf(index, { table, item: before });
  const fresh = entryOf(index, { table, item: after });
  if (!old || !fresh) return unitsOf(old) + unitsOf(fresh);
  if (JSON.stringify(old) === JSON.stringify(fresh)) return 0;
  const sameKey = index.KeySchema.every(
    ({ AttributeName }) => JSON.stringify(old[AttributeName]) === JSON.stringify(fresh[AttributeName]),
  );
  return sameKey ? Math.max(unitsOf(old), unitsOf(fresh)) : unitsOf(old) + unitsOf(fresh);
}

function entryOf(index: Index, { table, item }: { table: Table; item: Item | undefined }): Item | undefined {
  const keys = index.KeySchema.map((key) => key.AttributeName);
  if (!item || keys.some((key) => item[key] === undefined)) return undefined;
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
  const tableKeys = table.KeySchema.map((key) => key.AttributeName);
  const names =
    ProjectionType === "ALL" ? Object.keys(item) : [...new Set([...keys, ...tableKeys, ...NonKeyAttributes])];
  return Object.fromEntries(
    names
      .sort()
      .filter((name) => item[name] !== undefined)
      .map((name) => [name, item[name]]),
  );
}

function unitsOf(item: Item | undefined): number {
  return item ? Math.ceil(db.itemSize(item) / WRITE_UNIT_BYTES) : 0;
}
