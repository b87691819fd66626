import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../../packages/core/src/ids.ts";
import { budgetOf, checkBudget, release, reserve } from "../../../packages/core/src/job/budget.ts";
import { jobs, type Row } from "../../../packages/core/src/job/record.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
let job: Pick<Row, "jobId" | "budgetMicroUsd">;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

async function jobWith(maxCostUsd?: number) {
  const jobId = newId("job");
  const row = {
    ...{ jobId, projectId: newId("project"), person: "ada", operation: "profile-360" as const },
    ...{ state: "running" as const, stage: "rendering", total: 12, input: {} },
    ...{ createdAt: new Date().toISOString(), expiresAt: 4_000_000_000, ...budgetOf(maxCostUsd) },
  };
  await jobs().create(row).go();
  return row;
}

const reserved = async () => (await jobs().get({ jobId: job.jobId }).go()).data?.reservedMicroUsd ?? 0;

describe("a spending limit", () => {
  beforeEach(async () => {
    job = await jobWith(0.1);
  });

  it("lets through what fits, to the last micro-dollar", async () => {
    await reserve(job, 35_000);
    await reserve(job, 65_000);
    await expect(reserve(job, 1)).rejects.toMatchObject({ name: "BudgetExhausted", code: "job.budget" });
    expect(await reserved()).toBe(100_000);
  });

  it("holds when forty requests come at once", async () => {
    const attempts = Array.from({ length: 40 }, () => reserve(job, 30_000));
    const let_through = (await Promise.allSettled(attempts)).filter(({ status }) => status === "fulfilled");
    expect(let_through).toHaveLength(3);
    expect(await reserved()).toBe(90_000);
  });

  it("takes back what was not billed", async () => {
    await reserve(job, 100_000);
    await release(job, 100_000);
    await reserve(job, 100_000);
    expect(await reserved()).toBe(100_000);
  });

  it("refuses one picture that costs more than all of it", async () => {
    await expect(reserve(job, 100_001)).rejects.toThrow("$0.100");
  });
});

describe("without a limit", () => {
  it("nothing is counted", async () => {
    job = await jobWith();
    await reserve(job, 1_000_000_000);
    expect(await reserved()).toBe(0);
  });
});

describe("a limit below the price of one picture", () => {
  it("is refused with both numbers", () => {
    expect(() => checkBudget(0.02, 35_000)).toThrow(/maxCostUsd.*\$0\.035/);
    expect(() => checkBudget(0.035, 35_000)).not.toThrow();
    expect(() => checkBudget(undefined, 35_000)).not.toThrow();
  });
});
