import { AsyncLocalStorage } from "node:async_hooks";
import db from "dynalite/db/index.js";
import type { TableWrite } from "./table-units.ts";

type Observer = (write: TableWrite) => void;

const observers = new AsyncLocalStorage<Observer>();
let isWatching = false;

/**
 * Runs `body` and reports every item written by the dynalite requests it makes. Dynalite's own consumed capacity
 * leaves the indexes out, and only it knows the item before an update.
 */
export function observeWrites<T>(observer: Observer, body: () => T): T {
  if (!isWatching) watch();
  return observers.run(observer, body);
}

// Every write action of dynalite calls updateIndexes through this one exported object, after its conditions hold.
function watch(): void {
  isWatching = true;
  const original = db.updateIndexes;
  db.updateIndexes = (store, table, before, after, done) => {
    observers.getStore()?.({ table, before: before ?? undefined, after: after ?? undefined });
    original(store, table, before, after, done);
  };
}
