import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
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

interface Related {
  type: string;
  fromId: string;
  toId: string;
}

interface Verified {
  reportId: string;
  checks: Array<{ type: string; details: string }>;
}

interface Shot {
  mediaId: string;
  compositePrompt: string;
}

interface Refreshed {
  remakes: Array<{ id: string; jobId?: string; priceUsd: number }>;
  skipped: Array<{ id: string; reason: string; path: string[] }>;
  priceUsd: number;
}

vi.setConfig({ testTimeout: 120_000 });

let cloud: TestCloud;
let ada: Caller;
let stage: Stage;
let first: string;
let second: string;
let collectionId: string;
let shot: string;
let subject: string;

beforeAll(async () => {
  cloud = await openTestCloud();
  ada = await cloud.as("ada");
  stage = await stageFor(ada);
  subject = `${stage.base}/subjects/${stage.subjectId}`;
}, 900_000);
afterAll(() => cloud?.close());

const angles = async () =>
  (await ada.get<{ mediaIds: Record<string, string> }>(`${stage.base}/collections/${collectionId}`)).body
    .mediaIds;
const refresh = (body: object) => ada.post<Refreshed>(`${stage.base}/refresh`, body);
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
    expect(body.look.headRatio).toBeGreaterThan(2);
    expect(body.look.headRatio).toBeLessThan(4);
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
    const report = body.nodes.at(-1);
    expect(report).toMatchObject({
      kind: "report",
      passed: expect.any(Boolean),
      overallScore: expect.any(Number),
    });
    expect(body.nodes.map(({ id, depth }) => [id, depth])).toEqual(
      [...[collectionId, ...made].sort(), report?.id].map((id) => [id, 1]),
    );
    expect(body.nodes.map(({ relations }) => relations)).toEqual([
      ...[collectionId, ...made].map(() => ["DERIVED_FROM"]),
      ["VERIFIED_AGAINST"],
    ]);
    const up = await ada.get<{ nodes: Node[] }>(`${stage.base}/images/${made[0]}/lineage`);
    expect(up.body.nodes).toMatchObject([{ id: first, depth: 1, path: [made[0], first] }]);
    const page = await ada.get<{ nodes: Node[]; nextCursor: string }>(`${path}&limit=2`);
    const next = await ada.get<{ nodes: Node[] }>(`${path}&limit=2&cursor=${page.body.nextCursor}`);
    expect([...page.body.nodes, ...next.body.nodes]).toEqual(body.nodes.slice(0, 4));
  });

  it("keeps every verification as a report, the same question once", async () => {
    const [angle] = Object.values(await angles());
    const ask = { newImageId: angle, referenceSetId: first };
    const verify = () => ada.post<Verified>(`${stage.base}/images/verify/consistency`, ask);
    const { body } = await verify();
    expect((await verify()).body.reportId).toBe(body.reportId);
    const path = `${stage.base}/relations?nodeId=${body.reportId}`;
    expect((await ada.get(path)).body.relations).toEqual(
      expect.arrayContaining([
        { type: "DERIVED_FROM", fromId: body.reportId, toId: angle },
        { type: "VERIFIED_AGAINST", fromId: body.reportId, toId: first },
      ]),
    );
    const only = await ada.get(`${path}&type=VERIFIED_AGAINST`);
    expect(only.body.relations).toMatchObject([{ toId: first }]);
    expect(await ada.get(`${path}&type=OWNS`)).toMatchObject({
      status: 400,
      body: { problems: [{ field: "type" }] },
    });
  });

  it("is judged by what a person locked, too", async () => {
    const [front] = Object.values(await angles());
    const ask = { newImageId: front, referenceSetId: first };
    const { body } = await ada.post<Verified>(`${stage.base}/images/verify/consistency`, ask);
    const lock = body.checks.find(({ type }) => type === "lock");
    // The cape is kept; the sandbox draws figures of about three heads, which only warns.
    expect(lock).toMatchObject({ status: "measured", passed: true, issues: [{ severity: "low" }] });
    expect(lock?.details).toContain("version 2");
  });

  it("is drawn with what a person locked, on the side of the picture where it belongs", async () => {
    const [front, side, back] = await Promise.all(
      Object.values(await angles()).map(
        async (id) => (await ada.get<{ prompt: string }>(`${stage.base}/images/${id}`)).body.prompt,
      ),
    );
    expect(front).toContain("eye patch on the subject's own left, towards the right edge of the picture");
    expect(side).toContain("eye patch on the subject's own left, on the side that faces the camera");
    expect(back).toContain("eye patch on the subject's own left, towards the left edge of the picture");
  });

  it("is used in a scene", async () => {
    const references = { characters: [{ referenceId: (await angles())["0"] }] };
    const ask = { description: "The hero waits", references, maxAttempts: 1 };
    const { body } = await ada.post<{ statusUrl: string }>(`${stage.base}/images/generate/composite`, ask);
    const result = (await endedJob(ada, body.statusUrl)).result as unknown as Shot;
    shot = result.mediaId;
    expect(result.compositePrompt).toContain("cape blue #1040c0");
    const about = await ada.get<{ relations: Related[] }>(
      `${stage.base}/relations?nodeId=${shot}&direction=in`,
    );
    expect(about.body.relations).toMatchObject([{ type: "DERIVED_FROM", toId: shot }]);
    expect(about.body.relations[0]?.fromId).toMatch(/^rep_/);
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
    // Four pictures and their set, the scene, and the reports on the set, the angle and the scene.
    expect(answer.stale.map(({ kind }) => kind).sort()).toEqual([
      ...["collection", "image", "image", "image", "image", "report", "report", "report"],
    ]);
    expect(answer.stale.find(({ id }) => id === collectionId)).toEqual({
      ...{ id: collectionId, kind: "collection", path: [collectionId, first] },
      because: {
        subjectId: stage.subjectId,
        ...{ usedMasterId: first, usedVersion: 1, currentMasterId: second, currentVersion: 2 },
      },
    });
    const page = await stale("?limit=5");
    const rest = await stale(`?limit=5&cursor=${page.nextCursor}`);
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
    expect((await stale()).stale).toHaveLength(8);
  });

  it("is applied by a refresh, which says before what it would make and for how much", async () => {
    const dry = await refresh({ dryRun: true });
    expect(dry.status).toBe(200);
    expect(dry.body.remakes).toMatchObject([{ id: collectionId, operation: "profile-360" }]);
    expect(dry.body.skipped).toMatchObject([
      {
        id: shot,
        reason: "waits for a turnaround of the current master",
        path: expect.arrayContaining([first]),
      },
    ]);
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
    const { body: turned } = await ada.get<{ angles: Array<Record<string, unknown>> }>(
      `${subject}/versions/compare?kind=profile&a=1&b=2`,
    );
    expect(turned).toMatchObject({
      a: { masterReferenceId: first, collectionId, consistency: { status: "measured" } },
      b: { masterReferenceId: second, collectionId: job.result?.collectionId },
    });
    expect(turned.angles.map(({ angle }) => angle)).toEqual([0, 90, 180]);
    expect(turned.angles[0]).toMatchObject({ difference: { isSamePicture: false } });
  });

  it("is applied to the scene once its turnaround is there, and then nothing is left to be made", async () => {
    const dry = await refresh({ dryRun: true });
    expect(dry.body.remakes).toMatchObject([{ id: shot, operation: "composite-shot" }]);
    const wet = await refresh({});
    const jobId = wet.body.remakes[0]?.jobId;
    expect((await refresh({})).body.remakes.every((remake) => remake.jobId === jobId)).toBe(true);
    const job = await endedJob(ada, `${stage.base}/jobs/${jobId}`);
    expect(job.costUsd).toBeCloseTo(dry.body.priceUsd, 4);
    const made = (job.result as unknown as Shot).mediaId;
    const { body } = await ada.get<{ nodes: Node[] }>(`${stage.base}/images/${made}/lineage`);
    expect(body.nodes.map(({ id }) => id)).toContain(second);
    expect(body.nodes.map(({ id }) => id)).not.toContain(first);
    expect((await stale()).stale.map(({ id }) => id)).not.toContain(made);
    expect((await refresh({ dryRun: true })).body).toMatchObject({ remakes: [], skipped: [], priceUsd: 0 });
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
