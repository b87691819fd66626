import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withActor } from "../../../packages/core/src/actor/index.ts";
import * as Generation from "../../../packages/core/src/generation/index.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import { claim, redirect } from "../../../packages/core/src/job/idempotency.ts";
import * as Job from "../../../packages/core/src/job/index.ts";
import { create } from "../../../packages/core/src/job/rows.ts";
import * as Project from "../../../packages/core/src/project/index.ts";
import * as Specification from "../../../packages/core/src/specification/index.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
let projectId: string;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  projectId = (await as("ada", () => Project.create({ name: "Film" }))).projectId;
});

const as = <R>(person: string, work: () => Promise<R>) => withActor({ person }, work);

async function startedJob(): Promise<Job.Row> {
  const row = Job.Row.parse({
    ...{ jobId: newId("job"), projectId, person: "ada", operation: "master-reference", total: 1 },
    ...{ state: "queued", stage: "queued", input: {}, createdAt: new Date().toISOString() },
    ...{ expiresAt: 4_000_000_000, gsi2pk: "job#0" },
  });
  await create(row);
  return row;
}

describe("an idempotency key", () => {
  const key = () => ({ person: "ada", projectId, operation: "profile-360", idempotencyKey: "k/1 É" });

  it("answers the first job to the same request, of forty at once, and refuses another request", async () => {
    const ids = Array.from({ length: 40 }, () => newId("job"));
    const answers = await Promise.all(ids.map((id) => claim(id, { ...key(), request: { angles: [0] } })));
    expect(new Set(answers).size).toBe(1);
    expect(await claim(newId("job"), { ...key(), idempotencyKey: "k/1 é", request: {} })).not.toBe(
      answers[0],
    );
    await expect(claim(newId("job"), { ...key(), request: { angles: [90] } })).rejects.toMatchObject({
      code: "idempotency.mismatch",
    });
  });

  it("is handed on to another job once", async () => {
    const [from, to, late] = [newId("job"), newId("job"), newId("job")] as const;
    const asked = { ...key(), request: {} };
    await claim(from, asked);
    await redirect(asked, { from, to });
    await redirect(asked, { from, to: late });
    expect(await claim(newId("job"), asked)).toBe(to);
  });
});

describe("jobs", () => {
  it("are listed newest first by project, and are open until they end, which they do once", async () => {
    const [first, second, third] = [await startedJob(), await startedJob(), await startedJob()];
    const page = await Job.list(projectId, { limit: 2 });
    expect(page.jobs.map(({ jobId }) => jobId)).toEqual([third.jobId, second.jobId]);
    const rest = await Job.list(projectId, { limit: 2, cursor: page.nextCursor ?? "" });
    expect(rest).toMatchObject({ jobs: [{ jobId: first.jobId }], hasMore: false });
    const ends = await Promise.all(
      ["succeeded" as const, "failed" as const].map((state) => Job.end(second.jobId, { state })),
    );
    expect(ends.filter(Boolean)).toHaveLength(1);
    const open = (await Job.listOpen()).filter((job) => job.projectId === projectId);
    expect(open.map(({ jobId }) => jobId).sort()).toEqual([first.jobId, third.jobId].sort());
  });
});

describe("generations", () => {
  it("are listed by job, and are open until they are closed", async () => {
    const job = await startedJob();
    const request = { model: "fal-ai/flux/dev", prompt: "a knight", width: 1024, height: 1024 };
    const target = { imageType: "master-reference" as const, subjectId: newId("subject") };
    const shots = [1, 2].map((index) => ({
      ...{ slot: `candidate-${index}`, round: 0, attempt: 1, request, references: [], target },
    }));
    const [one, two] = await Generation.plan(job, shots);
    // Planned twice, there once.
    expect(await Generation.plan(job, shots)).toEqual([one, two]);
    expect(await Generation.ofJob(job.jobId)).toHaveLength(2);
    const isOpen = async (ref: Generation.Ref | undefined) =>
      (await Generation.listOpen()).some(({ generationId }) => generationId === ref?.generationId);
    if (!one) throw new Error("nothing was planned");
    await Generation.move(one, { from: ["planned"], set: { state: "pending", gsi2pk: "open#1" } });
    expect([await isOpen(one), await isOpen(two)]).toEqual([true, false]);
    expect(await Generation.move(one, { from: ["planned"], set: { state: "pending" } })).toBe(false);
    await Generation.move(one, { from: ["pending"], set: { state: "done" }, close: true });
    expect(await isOpen(one)).toBe(false);
  });
});

describe("projects and locks", () => {
  it("are a person's own, and everybody's whom they add", async () => {
    const of = async (person: string) =>
      (await as(person, () => Project.list({ limit: 50 }))).projects.map((each) => each.projectId);
    expect(await of("ada")).toContain(projectId);
    expect(await of("bob")).not.toContain(projectId);
    await as("ada", () => Project.addCollaborator(projectId, { person: "bob" }));
    expect(await of("bob")).toContain(projectId);
    expect(await Project.listAll()).toContain(projectId);
  });

  it("keep every version of a lock, as of any moment", async () => {
    const subjectId = newId("subject");
    const edit = (version: number, hex: string) =>
      as("ada", () =>
        Specification.edit(
          { projectId, subjectId },
          { version, look: Specification.Look.parse({ parts: [{ part: "cape", hex }] }) },
        ),
      );
    const first = await edit(0, "#112233");
    await edit(1, "#445566");
    await expect(edit(1, "#778899")).rejects.toMatchObject({ code: "specification.version" });
    expect((await Specification.current(projectId, subjectId))?.version).toBe(2);
    expect(await Specification.editedBy(projectId, subjectId, first.createdAt)).toMatchObject({
      look: { parts: [{ hex: "#112233" }] },
    });
    expect(await Specification.editedBy(projectId, subjectId, "2020-01-01T00:00:00Z")).toBeUndefined();
  });
});
