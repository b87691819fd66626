import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  callerOf,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";

let test: TestCloud;
let ada: Caller;
let eve: Caller;
let stage: Stage;
let foreign: Stage;
let masterId: string;
let angleId: string;

interface Problem {
  status: number;
  code: string;
  detail: string;
  requestId: string;
  problems?: Array<{ field: string; message: string }>;
}

beforeAll(async () => {
  test = await openTestCloud();
  ada = await test.as("ada");
  eve = await test.as("eve");
  stage = await stageFor(ada);
  foreign = await stageFor(eve);
  masterId = String((await masterFor(ada, stage)).result?.mediaId);
  const { body } = await ada.post<{ statusUrl: string }>(`${stage.base}/images/generate/profile360`, {
    masterReferenceId: masterId,
    subjectId: stage.subjectId,
    angles: [90],
  });
  const images = (await ada.ended(body.statusUrl)).result?.images as Array<{ mediaId: string }>;
  angleId = String(images[0]?.mediaId);
}, 120_000);
afterAll(() => test?.close());

const UNKNOWN_MEDIA = "med_01JDKZ3Y6W8V7T5S4R3Q2P1N0M";
const UNKNOWN_SUBJECT = "sub_01JDKZ3Y6W8V7T5S4R3Q2P1N0M";
const UNKNOWN_PROJECT = "prj_01JDKZ3Y6W8V7T5S4R3Q2P1N0M";
const UNKNOWN_JOB = "job_01JDKZ3Y6W8V7T5S4R3Q2P1N0M";

const master = (change: Record<string, unknown> = {}) => ({
  subjectType: "character",
  subjectId: stage.subjectId,
  description: "a knight",
  ...change,
});
const profile = (change: Record<string, unknown> = {}) => ({
  masterReferenceId: masterId,
  subjectId: stage.subjectId,
  ...change,
});
const postMaster = (body: unknown) => ada.post<Problem>(`${stage.base}/images/generate/master`, body);
const postProfile = (body: unknown) => ada.post<Problem>(`${stage.base}/images/generate/profile360`, body);

function expectProblem(
  { status, body, headers }: { status: number; body: Problem; headers: Headers },
  field?: string,
) {
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body.status).toBe(status);
  expect(body.code).toMatch(/^[a-z0-9.-]+$/);
  expect(body.requestId).not.toBe("");
  if (field) expect(body.problems?.map((problem) => problem.field)).toContain(field);
}

describe("a master request", () => {
  it.each([
    ["an empty description", { description: "  " }, "description"],
    ["a description over 4,000 characters", { description: "x".repeat(4001) }, "description"],
    ["a description that is not text", { description: 7 }, "description"],
    ["no subject", { subjectId: undefined }, "subjectId"],
    ["a subject id of another kind", { subjectId: UNKNOWN_MEDIA }, "subjectId"],
    ["an unknown subject type", { subjectType: "dragon" }, "subjectType"],
    ["a subject type that is not the subject's", { subjectType: "location" }, "subjectType"],
    ["an unknown field", { colour: "red" }, "colour"],
    ["a URL as reference", { references: ["https://example.com/x.png"] }, "references.0"],
    ["an unknown reference", { references: [UNKNOWN_MEDIA] }, "references.0"],
    ["a model outside the catalogue", { model: "fal-ai/evil" }, "model"],
    ["a model that makes no pictures", { model: "openrouter/router" }, "model"],
    [
      "references for a model that takes none",
      () => ({ model: "fal-ai/flux/dev", references: [masterId] }),
      "references",
    ],
    ["too many candidates", { candidates: 5 }, "candidates"],
    ["a seed out of range", { seed: -1 }, "seed"],
  ] as Array<[string, Record<string, unknown> | (() => Record<string, unknown>), string]>)(
    "with %s is refused, naming the field",
    async (_, change, field) => {
      const answer = await postMaster(master(typeof change === "function" ? change() : change));
      expect(answer.status).toBe(400);
      expectProblem(answer, field);
    },
  );

  it("names the limit of a description that is too long", async () => {
    const { body } = await postMaster(master({ description: "x".repeat(4001) }));
    expect(body.problems?.[0]?.message).toContain("4000");
  });

  it("for an unknown subject is not found", async () => {
    const answer = await postMaster(master({ subjectId: UNKNOWN_SUBJECT }));
    expect(answer.status).toBe(404);
    expectProblem(answer);
  });

  it("for another person's subject looks like one for an unknown subject", async () => {
    const { status, body } = await postMaster(master({ subjectId: foreign.subjectId }));
    expect(status).toBe(404);
    const unknown = await postMaster(master({ subjectId: UNKNOWN_SUBJECT }));
    expect(body.detail.replace(foreign.subjectId, "")).toBe(unknown.body.detail.replace(UNKNOWN_SUBJECT, ""));
  });

  it.each([["{"], ["[1,"], ["hello"], ['{"a":}']])("that is not JSON (%s) is refused", async (text) => {
    const answer = await postMaster(text);
    expect(answer.status).toBe(400);
    expectProblem(answer, "body");
  });

  it.each([["[]"], ["7"], ["null"], ['"text"']])(
    "whose JSON is not an object (%s) is refused",
    async (text) => {
      expect((await postMaster(text)).status).toBe(400);
    },
  );

  it("over the size limit is refused with 413", async () => {
    const answer = await postMaster(JSON.stringify(master({ description: "x".repeat(70_000) })));
    expect(answer.status).toBe(413);
    expectProblem(answer);
  });
});

describe("a profile request", () => {
  it.each([
    ["angles that repeat", { angles: [0, 90, 0] }, "angles.2"],
    ["an angle of 360", { angles: [360] }, "angles.0"],
    ["a negative angle", { angles: [-30] }, "angles.0"],
    ["half a degree", { angles: [22.5] }, "angles.0"],
    ["no angles", { angles: [] }, "angles"],
    ["37 angles", { angles: Array.from({ length: 37 }, (_, index) => index) }, "angles"],
    ["angles as text", { angles: "0,90" }, "angles"],
    ["an unknown strategy", { strategy: "magic" }, "strategy"],
    ["an unknown resolution", { resolution: "8k" }, "resolution"],
    ["a model that cannot take the master", { model: "fal-ai/flux/dev" }, "model"],
    ["an unknown field", { angle: 30 }, "angle"],
  ])("with %s is refused, naming the field", async (_, change, field) => {
    const answer = await postProfile(profile(change));
    expect(answer.status).toBe(400);
    expectProblem(answer, field);
  });

  it("from an unknown master is not found", async () => {
    expect((await postProfile(profile({ masterReferenceId: UNKNOWN_MEDIA }))).status).toBe(404);
  });

  it("from a picture that is not a master is refused", async () => {
    const answer = await postProfile(profile({ masterReferenceId: angleId }));
    expect(answer.status).toBe(400);
    expectProblem(answer, "masterReferenceId");
  });

  it("from a master of another project is not found", async () => {
    const answer = await eve.post(`${foreign.base}/images/generate/profile360`, {
      masterReferenceId: masterId,
      subjectId: foreign.subjectId,
    });
    expect(answer.status).toBe(404);
  });

  it("from the master of another subject is refused", async () => {
    const { body: other } = await ada.post<{ subjectId: string }>(`${stage.base}/subjects`, {
      type: "character",
      name: "Other",
      description: "a farmer",
    });
    expectProblem(await postProfile(profile({ subjectId: other.subjectId })), "masterReferenceId");
  });
});

describe("a caller", () => {
  it.each([
    ["no token", undefined],
    ["a token that is none", "nonsense"],
    ["a token somebody else signed", forgedToken()],
  ])("with %s gets 401", async (_, token) => {
    const answer = await callerOf(test.cloud.apiUrl, token).get("/api/v1/projects");
    expect(answer.status).toBe(401);
  });

  it("who does not belong to a project finds nothing of it", async () => {
    const paths = [
      "",
      "/subjects",
      `/subjects/${stage.subjectId}`,
      "/images",
      `/images/${masterId}`,
      "/jobs",
    ];
    for (const path of paths) {
      const answer = await eve.get<Problem>(`${stage.base}${path}`);
      expect(answer.status, path).toBe(404);
      expectProblem(answer);
    }
    expect((await eve.post(`${stage.base}/collaborators`, { person: "eve" })).status).toBe(404);
    const own = await eve.get<{ projects: Array<{ projectId: string }> }>("/api/v1/projects");
    expect(own.body.projects.map(({ projectId }) => projectId)).toEqual([foreign.projectId]);
  });

  it("who was added as a collaborator sees the project, but cannot add others", async () => {
    const { base } = await stageFor(ada);
    expect((await ada.post(`${base}/collaborators`, { person: "bob" })).status).toBe(201);
    const bob = await test.as("bob");
    expect((await bob.get(base)).status).toBe(200);
    expect((await bob.post(`${base}/collaborators`, { person: "carl" })).status).toBe(403);
  });

  it("asking for unknown things gets 404", async () => {
    for (const path of [
      `/api/v1/projects/${UNKNOWN_PROJECT}`,
      `${stage.base}/jobs/${UNKNOWN_JOB}`,
      `${stage.base}/images/${UNKNOWN_MEDIA}`,
      `${stage.base}/subjects/${UNKNOWN_SUBJECT}`,
    ]) {
      expect((await ada.get(path)).status, path).toBe(404);
    }
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=many", "limit"],
    ["cursor=abc", "cursor"],
    ["imageType=selfie", "imageType"],
    ["offset=3", "offset"],
    ["subjectId=1", "subjectId"],
  ])("listing with %s is refused, naming the parameter", async (query, field) => {
    const answer = await ada.get<Problem>(`${stage.base}/images?${query}`);
    expect(answer.status).toBe(400);
    expectProblem(answer, field);
  });
});

describe("nothing of what was refused", () => {
  it("started a job or was paid for", async () => {
    const { body } = await ada.get<{ jobs: unknown[] }>(`${stage.base}/jobs`);
    expect(body.jobs).toHaveLength(2);
    expect(test.cloud.sandbox?.bill().submissions).toBe(3);
  });
});

function forgedToken(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: "ada", iss: "https://issuer.example", aud: "likeness", exp: 4_102_444_800 };
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${Buffer.alloc(256).toString("base64url")}`;
}
