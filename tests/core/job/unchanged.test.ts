import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../../packages/core/src/ids.ts";
import { jobs, type Row } from "../../../packages/core/src/job/record.ts";
import { create, find } from "../../../packages/core/src/job/rows.ts";
import { answerUnchanged, remember, type Unchanged } from "../../../packages/core/src/job/unchanged.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
let projectId: string;
const good = new Set<string>();

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
beforeEach(() => {
  projectId = newId("project");
  good.clear();
});

function jobOf(more: Partial<Row> = {}): Row {
  return {
    ...{ jobId: newId("job"), projectId, person: "ada", operation: "master-reference", total: 1 },
    ...{ state: "queued", stage: "queued", input: { seed: 1 }, fingerprint: "same" },
    ...{ createdAt: new Date().toISOString(), expiresAt: 4_000_000_000, ...more },
  } as Row;
}

const unchanged = (more: Partial<Unchanged> = {}): Unchanged => ({
  fingerprint: "same",
  isForced: false,
  resultOf: async (mediaId) => (good.has(mediaId) ? { mediaId } : undefined),
  ...more,
});
const nothingAgainst = async () => undefined;
const ask = (row: Row, more: Partial<Unchanged> = {}) =>
  answerUnchanged(row, unchanged(more), nothingAgainst);

async function made(mediaId: string, more: Partial<Row> = {}): Promise<Row> {
  const row = jobOf(more);
  expect(await ask(row)).toEqual({ kind: "make" });
  await create(row);
  await remember(row, mediaId);
  await jobs().patch({ jobId: row.jobId }).set({ state: "succeeded" }).go();
  good.add(mediaId);
  return row;
}

describe("an unchanged request", () => {
  it("is made once when forty of them come at once; the others join", async () => {
    const rows = Array.from({ length: 40 }, () => jobOf());
    const answers = await Promise.all(rows.map((row) => ask(row)));
    const makers = answers.filter(({ kind }) => kind === "make");
    expect(makers).toHaveLength(1);
    const maker = rows[answers.findIndex(({ kind }) => kind === "make")];
    const joined = answers.flatMap((answer) => (answer.kind === "join" ? [answer.job.jobId] : []));
    expect(joined).toHaveLength(39);
    expect(new Set(joined)).toEqual(new Set([maker?.jobId]));
  });

  it("finds the row of a job whose maker died between claiming and writing it", async () => {
    const dead = jobOf({ budgetMicroUsd: 40_000 });
    await ask(dead);
    expect(await find(dead.jobId)).toBeUndefined();
    expect(await ask(jobOf())).toMatchObject({ kind: "join", job: { jobId: dead.jobId } });
    expect(await find(dead.jobId)).toMatchObject({ state: "queued", budgetMicroUsd: 40_000 });
    expect(await ask(dead)).toEqual({ kind: "make" });
  });

  it("takes over a claim that led to nothing long ago", async () => {
    await ask(jobOf({ createdAt: new Date(Date.now() - 3_600_000).toISOString() }));
    expect(await ask(jobOf())).toEqual({ kind: "make" });
  });

  it("is answered with what was made, also when the job's row has expired since", async () => {
    const row = await made("med_1", { createdAt: "2020-01-01T00:00:00.000Z" });
    expect(await ask(jobOf())).toEqual({ kind: "reuse", result: { mediaId: "med_1" } });
    await jobs().delete({ jobId: row.jobId }).go();
    expect(await ask(jobOf())).toEqual({ kind: "reuse", result: { mediaId: "med_1" } });
  });

  it("is made again when the picture is gone or not good any more", async () => {
    await made("med_1");
    good.clear();
    expect(await ask(jobOf())).toEqual({ kind: "make" });
  });

  it("is made again after a failed or cancelled job", async () => {
    for (const state of ["failed", "cancelled", "cancelling"] as const) {
      const row = jobOf();
      expect(await ask(row)).toEqual({ kind: "make" });
      await create({ ...row, state });
    }
    expect(await ask(jobOf())).toEqual({ kind: "make" });
  });

  it("of another project, or another fingerprint, is another request", async () => {
    await made("med_1");
    expect(await ask(jobOf(), { fingerprint: "other" })).toEqual({ kind: "make" });
    expect(await ask(jobOf({ projectId: newId("project") }))).toEqual({ kind: "make" });
  });
});

describe("a forced request", () => {
  it("is made whatever there is, and answers the ones after it", async () => {
    await made("med_1");
    const forced = jobOf();
    expect(await ask(forced, { isForced: true })).toEqual({ kind: "make" });
    await create(forced);
    expect(await ask(jobOf())).toMatchObject({ kind: "join", job: { jobId: forced.jobId } });
    await remember(forced, "med_2");
    await jobs().patch({ jobId: forced.jobId }).set({ state: "succeeded" }).go();
    good.add("med_2");
    expect(await ask(jobOf())).toEqual({ kind: "reuse", result: { mediaId: "med_2" } });
  });

  it("that fails leaves what was made before to answer", async () => {
    await made("med_1");
    const forced = jobOf();
    await ask(forced, { isForced: true });
    await create({ ...forced, state: "failed" });
    expect(await ask(jobOf())).toEqual({ kind: "reuse", result: { mediaId: "med_1" } });
  });

  it("keeps an older job from taking its place", async () => {
    const older = await made("med_1");
    await ask(jobOf(), { isForced: true });
    await remember(older, "med_old");
    good.add("med_old");
    good.delete("med_1");
    const answer = await ask(jobOf());
    expect(answer.kind).toBe("join");
  });
});

describe("when nothing may be made", () => {
  const full = async () => {
    throw new Error("full");
  };

  it("what was made still answers, and anything else claims nothing", async () => {
    await made("med_1");
    expect(await answerUnchanged(jobOf(), unchanged(), full)).toMatchObject({ kind: "reuse" });
    await expect(answerUnchanged(jobOf(), unchanged({ fingerprint: "new" }), full)).rejects.toThrow("full");
    expect(await ask(jobOf(), { fingerprint: "new" })).toEqual({ kind: "make" });
  });
});
