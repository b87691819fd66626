import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { endedJob, profileFor } from "../support/job.ts";

interface Node {
  id: string;
  kind: string;
  depth: number;
  path: string[];
  relations: string[];
  imageType?: string;
}

interface Stale {
  id: string;
  kind: string;
  because: Record<string, unknown>;
  path: string[];
}

let cloud: TestCloud;
let ada: Caller;
let stage: Stage;
let first: string;
let second: string;
let collectionId: string;
let subject: string;

beforeAll(async () => {
  cloud = await openTestCloud();
  ada = await cloud.as("ada");
  stage = await stageFor(ada);
  subject = `${stage.base}/subjects/${stage.subjectId}`;
}, 900_000);
afterAll(() => cloud?.close());

const stale = async (query = "") =>
  (await ada.get<{ stale: Stale[]; nextCursor: string | null }>(`${stage.base}/stale${query}`)).body;

describe("what is known of a subject", () => {
  it("is shown in the prompt of its master: the style guide and the scenes it is in", async () => {
    const style = { type: "style", name: "Ink wash", description: "loose brush lines on warm paper" };
    const { body: guide } = await ada.post<{ subjectId: string }>(`${stage.base}/subjects`, style);
    const scene = { type: "scene", name: "The siege", description: "at dawn", cast: [stage.subjectId] };
    expect((await ada.post(`${stage.base}/subjects`, scene)).status).toBe(201);
    const change = await ada.send("PATCH", subject, { version: 1, styleId: guide.subjectId });
    expect([change.status, change.body.version]).toEqual([200, 2]);
    const job = await masterFor(ada, stage);
    const result = job.result as { mediaId: string; prompt: string };
    first = result.mediaId;
    expect(result.prompt).toContain('Style guide "Ink wash": loose brush lines on warm paper.');
    expect(result.prompt).toContain('Made for the scenes "The siege".');
    const { body } = await ada.get(`${subject}/context`);
    expect(body).toMatchObject({
      degraded: false,
      style: { properties: { name: "Ink wash" } },
      scenes: [{ properties: { name: "The siege" } }],
      masters: [{ nodeId: first, version: 1 }],
    });
  });

  it("refuses a change based on an older version with 409 and the current one", async () => {
    const { status, body } = await ada.send("PATCH", subject, { version: 1, name: "Late" });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: "subject.version",
      problems: [{ field: "version", message: "the current version is 2" }],
    });
  });

  it("keeps it from being deleted while something depends on it", async () => {
    const { status, body } = await ada.send("DELETE", subject);
    expect([status, body.code]).toEqual([409, "subject.in-use"]);
    expect((await ada.get(subject)).status).toBe(200);
  });
});

describe("the lock", () => {
  it("is filled in by the master, and belongs to whoever edited it", async () => {
    const { body } = await ada.get<{ version: number; source: string; look: Record<string, unknown> }>(
      `${subject}/specifications`,
    );
    expect(body).toMatchObject({ version: 1, source: "extracted", masterReferenceId: first });
    expect((body.look.colorPalette as string[]).length).toBeGreaterThan(2);
    const look = {
      parts: [{ part: "cape", hex: "#1040C0" }],
      marks: [{ description: "eye patch", side: "left" }],
      headRatio: 7,
    };
    const edited = await ada.send("PUT", `${subject}/specifications`, { version: 1, look });
    expect(edited.body).toMatchObject({ version: 2, source: "edited", person: "ada" });
    expect((await ada.send("PUT", `${subject}/specifications`, { version: 1, look })).status).toBe(409);
    const old = await ada.get(`${subject}/specifications?version=1`);
    expect(old.body).toMatchObject({ version: 1, source: "extracted" });
  });
});

describe("a turnaround", () => {
  it("is related to its master, picture by picture", async () => {
    const job = await profileFor(ada, stage, { masterReferenceId: first, angles: [0, 90, 180] });
    collectionId = String(job.result?.collectionId);
    const made = job.result?.images.map(({ mediaId }) => mediaId) ?? [];
    const path = `${stage.base}/images/${first}/lineage?direction=down`;
    const { body } = await ada.get<{ nodes: Node[]; degraded: boolean }>(path);
    expect(body.nodes.map(({ id }) => id)).toEqual([collectionId, ...made].sort());
    expect(body.nodes.every(({ depth, relations }) => depth === 1 && relations[0] === "DERIVED_FROM")).toBe(
      true,
    );
    const up = await ada.get<{ nodes: Node[] }>(`${stage.base}/images/${made[0]}/lineage`);
    expect(up.body.nodes).toMatchObject([{ id: first, depth: 1, path: [made[0], first] }]);
    const page = await ada.get<{ nodes: Node[]; nextCursor: string }>(`${path}&limit=2`);
    const next = await ada.get<{ nodes: Node[] }>(`${path}&limit=2&cursor=${page.body.nextCursor}`);
    expect([...page.body.nodes, ...next.body.nodes].map(({ id }) => id)).toEqual(
      [collectionId, ...made].sort(),
    );
  });

  it("has nothing stale about it while its master is current", async () => {
    expect(await stale()).toEqual({ stale: [], hasMore: false, nextCursor: null });
  });
});

describe("a new master", () => {
  it("makes what was made from the older one stale, with the way that says why", async () => {
    const job = await masterFor(ada, stage, { force: true, seed: 99 });
    const result = job.result as { mediaId: string; prompt: string };
    second = result.mediaId;
    expect(result.prompt).toContain("cape #1040c0");
    expect(result.prompt).toContain(
      "eye patch on the subject's own left, towards the right edge of the picture",
    );
    const answer = await stale();
    expect(answer.stale).toHaveLength(4);
    expect(answer.stale.find(({ id }) => id === collectionId)).toEqual({
      ...{ id: collectionId, kind: "collection", path: [collectionId, first] },
      because: {
        subjectId: stage.subjectId,
        ...{ usedMasterId: first, usedVersion: 1, currentMasterId: second, currentVersion: 2 },
      },
    });
    const page = await stale("?limit=3");
    const rest = await stale(`?limit=3&cursor=${page.nextCursor}`);
    expect([...page.stale, ...rest.stale]).toEqual(answer.stale);
  });

  it("can be compared with the older one, which can be made current again", async () => {
    const { body } = await ada.get(`${subject}/versions/compare?a=1&b=2`);
    expect(body).toMatchObject({ kind: "master", a: { mediaId: first }, b: { mediaId: second } });
    expect(body.difference).toMatchObject({ hashBits: expect.any(Number) });
    const choose = (version: number) =>
      ada.send("PUT", `${subject}/versions/current`, { kind: "master", version });
    expect((await choose(3)).status).toBe(404);
    expect((await choose(1)).status).toBe(200);
    expect((await stale()).stale).toEqual([]);
    expect((await choose(2)).status).toBe(200);
    expect((await stale()).stale).toHaveLength(4);
  });

  it("is applied by a refresh, which says before what it would make and for how much", async () => {
    const refresh = (body: object) =>
      ada.post<{ remakes: Array<{ id: string; jobId?: string; priceUsd: number }>; priceUsd: number }>(
        `${stage.base}/refresh`,
        body,
      );
    const dry = await refresh({ dryRun: true });
    expect(dry.status).toBe(200);
    expect(dry.body.remakes).toMatchObject([{ id: collectionId, operation: "profile-360" }]);
    expect(dry.body.priceUsd).toBeGreaterThan(0);
    expect(dry.body.remakes[0]?.jobId).toBeUndefined();
    expect((await refresh({ maxCostUsd: 0.001 })).status).toBe(409);
    const wet = await refresh({});
    expect(wet.status).toBe(202);
    const again = await refresh({});
    expect(again.body.remakes[0]?.jobId).toBe(wet.body.remakes[0]?.jobId);
    const job = await endedJob(ada, `${stage.base}/jobs/${wet.body.remakes[0]?.jobId}`);
    expect(job.costUsd).toBeCloseTo(dry.body.priceUsd, 4);
    const { body: versions } = await ada.get<{ profiles: Array<Record<string, unknown>> }>(
      `${subject}/versions`,
    );
    expect(versions.profiles).toMatchObject([
      { version: 2, masterReferenceId: second, isCurrent: true, collectionId: job.result?.collectionId },
      { version: 1, masterReferenceId: first, isCurrent: false },
    ]);
    expect((await refresh({ dryRun: true })).body.remakes).toEqual([]);
  });
});

describe("bad questions", () => {
  it("are refused with the field that is wrong", async () => {
    const bad = async (path: string) => {
      const { status, body } = await ada.get<{ problems: Array<{ field: string }> }>(`${stage.base}${path}`);
      return [status, body.problems?.[0]?.field];
    };
    expect(await bad(`/images/${first}/lineage?depth=9`)).toEqual([400, "depth"]);
    expect(await bad(`/images/${first}/lineage?cursor=x`)).toEqual([400, "cursor"]);
    expect(await bad(`/relations?nodeId=${stage.projectId}`)).toEqual([400, "nodeId"]);
    expect(await bad(`/subjects/${stage.subjectId}/environment`)).toEqual([400, "subjectId"]);
    expect(await bad("/stale?cursor=x")).toEqual([400, "cursor"]);
    const name = { type: "prop", name: "x".repeat(10_000), description: "d" };
    expect((await ada.post(`${stage.base}/subjects`, name)).status).toBe(400);
  });

  it("of people who do not belong to the project find nothing", async () => {
    const eve = await cloud.as("eve");
    const paths = ["/stale", `/images/${first}/lineage`, `/subjects/${stage.subjectId}/context`];
    for (const path of [...paths, `/subjects/${stage.subjectId}/versions`, `/relations?nodeId=${first}`])
      expect([path, (await eve.get(`${stage.base}${path}`)).status]).toEqual([path, 404]);
    const scene = { type: "scene", name: "Theft", description: "night", cast: [stage.subjectId] };
    const own = await stageFor(eve);
    const theft = await eve.post<{ problems: Array<{ field: string }> }>(`${own.base}/subjects`, scene);
    expect([theft.status, theft.body.problems[0]?.field]).toEqual([400, "cast.0"]);
  });
});
