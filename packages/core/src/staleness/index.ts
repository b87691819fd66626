export { list, type Stale, type StaleQuery } from "./list.ts";
export { RefreshInput, refresh } from "./refresh.ts";
