import { afterAll, beforeAll } from "vitest";
import { tableGraph } from "../../../packages/core/src/brain/index.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";
import { graphContract } from "./contract.ts";

let table: TestTable;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

graphContract("the table", tableGraph);
