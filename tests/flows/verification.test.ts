import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobView } from "../../packages/core/src/progress/index.ts";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { type JobBody, profileFor } from "../support/job.ts";

interface Report {
  status: string;
  overallScore: number;
  views: Array<{ angle: number; overall: number | null; passed: boolean; mediaId: string }>;
  evidence: { imageUrl: string; dataUrl: string };
}

const ANGLES = [0, 60, 120, 180, 240, 300];
const NOBODY = `med_${"0".repeat(26)}`;
const NO_COLLECTION = `col_${"0".repeat(26)}`;

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let master: JobView;
let profile: JobBody;
let firstAt120: string;

beforeAll(async () => {
  test = await openTestCloud();
  caller = await test.as("ada");
  stage = await stageFor(caller);
  master = await masterFor(caller, stage, { seed: 7 });
  // One angle drifts, once: the repair must find it and leave the others alone.
  test.cloud.sandbox!.setFaults({ drift: { angles: [120], times: 1, kinds: ["color"], strength: 1 } });
  profile = await profileFor(caller, stage, { masterReferenceId: master.result?.mediaId, angles: ANGLES });
  firstAt120 = profile.attempts.find(({ slot, attempt }) => slot === "120" && attempt === 1)!.mediaId!;
}, 600_000);
afterAll(() => test?.close());

const consistencyOf = (job: JobBody) => (job.result as unknown as { consistency: Report }).consistency;
const verifyPath = () => `${stage.base}/images/verify/consistency`;
const verify = (body: Record<string, unknown>) => caller.post<Record<string, unknown>>(verifyPath(), body);

describe("a turnaround with one drifted view", () => {
  it("draws that view again, nothing else, and ends complete", () => {
    expect(profile.result).toMatchObject({ status: "complete", missingAngles: [], reasons: [] });
    const repaired = profile.attempts.filter(({ round }) => round > 0);
    expect(repaired.map(({ slot }) => slot)).toEqual(["120"]);
  });

  it("keeps the attempt that fits and reports every view", () => {
    const report = consistencyOf(profile);
    expect(report.views.map(({ angle }) => angle)).toEqual(ANGLES);
    expect(report.views.every(({ passed }) => passed)).toBe(true);
    expect(report.views[2]?.mediaId).not.toBe(firstAt120);
    expect(report.overallScore).toBeGreaterThanOrEqual(0.7);
  });

  it("has evidence beside it, as a picture and as data", async () => {
    const { evidence } = consistencyOf(profile);
    const picture = await fetch(evidence.imageUrl);
    expect(picture.headers.get("content-type")).toBe("image/png");
    const data = (await (await fetch(evidence.dataUrl)).json()) as Report;
    expect(data.views).toHaveLength(ANGLES.length);
  });

  it("has its report on a route of its own", async () => {
    const { collectionId } = profile.result!;
    const { status, body } = await caller.get<Report>(`${stage.base}/collections/${collectionId}/report`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "measured", state: "complete", reviews: [] });
  });
});

describe("verifying one picture", () => {
  it("passes a view of the same subject and refuses the drifted one, by the dimension that differs", async () => {
    const good = profile.result!.images[1]!.mediaId;
    const masterId = master.result?.mediaId;
    expect((await verify({ newImageId: good, referenceSetId: masterId })).body).toMatchObject({
      passed: true,
      status: "measured",
      comparedWith: masterId,
    });
    const drifted = (await verify({ newImageId: firstAt120, referenceSetId: masterId })).body;
    expect(drifted).toMatchObject({
      passed: false,
      checks: expect.arrayContaining([
        expect.objectContaining({ type: "color", status: "measured", passed: false }),
      ]),
    });
  });

  it("against a collection is compared with its nearest view, and with one dimension when one is asked", async () => {
    const { collectionId, images } = profile.result!;
    const { body } = await verify({
      newImageId: firstAt120,
      referenceSetId: collectionId,
      checkType: "color",
    });
    const nearest = images.find(({ angle }) => angle === 120)!.mediaId;
    expect(body).toMatchObject({ passed: false, comparedWith: nearest, checks: [{ type: "color" }] });
  });

  it("a picture is itself", async () => {
    const id = profile.result!.images[0]!.mediaId;
    const { body } = await verify({ newImageId: id, referenceSetId: id, threshold: 0.99 });
    expect(body).toMatchObject({ passed: true, overallConsistency: expect.closeTo(1, 2) });
  });

  it.each([
    ["an unknown check", { checkType: "taste" }, 400, "checkType"],
    ["a threshold above 1", { threshold: 1.2 }, 400, "threshold"],
    ["a threshold below 0", { threshold: -0.1 }, 400, "threshold"],
    ["a threshold in words", { threshold: "0.7" }, 400, "threshold"],
    ["no picture", { newImageId: undefined }, 400, "newImageId"],
    ["a picture that is a collection", { newImageId: NO_COLLECTION }, 400, "newImageId"],
    ["several check types", { checkType: ["color", "style"] }, 400, "checkType"],
    ["an unknown collection", { referenceSetId: NO_COLLECTION }, 404, undefined],
    ["a reference that is a job", { referenceSetId: `job_${"0".repeat(26)}` }, 400, "referenceSetId"],
    ["a reference that is no id", { referenceSetId: "https://example.com/a.png" }, 400, "referenceSetId"],
    ["an unknown picture", { newImageId: NOBODY }, 404, undefined],
    ["an unknown field", { taste: 1 }, 400, "taste"],
  ])("%s is a problem document", async (_name, wrong, status, field) => {
    const answer = await verify({ newImageId: firstAt120, referenceSetId: master.result?.mediaId, ...wrong });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    if (field) expect(JSON.stringify(answer.body.problems)).toContain(`"${field}"`);
  });

  it("pictures and collections of another project do not exist here", async () => {
    const other = await stageFor(caller);
    const path = `${other.base}/images/verify/consistency`;
    const masterId = master.result?.mediaId;
    const foreign = await caller.post(path, { newImageId: masterId, referenceSetId: masterId });
    expect(foreign.status).toBe(404);
    const own = (await masterFor(caller, other)).result?.mediaId;
    const { collectionId } = profile.result!;
    for (const referenceSetId of [masterId, collectionId]) {
      const { status, body } = await caller.post(path, { newImageId: own, referenceSetId });
      expect([status, body.code]).toEqual([404, expect.stringMatching(/missing$|not-found$/)]);
    }
    const stranger = await test.as("eve");
    expect(
      (await stranger.post(verifyPath(), { newImageId: masterId, referenceSetId: masterId })).status,
    ).toBe(404);
  });
});

describe("a person's review", () => {
  it("is kept and shown with the picture and in the report, and changes no score", async () => {
    const { mediaId } = profile.result!.images[0]!;
    const path = `${stage.base}/images/${mediaId}`;
    const before = (await caller.get<{ quality: unknown }>(path)).body.quality;
    const { status } = await caller.send("PUT", `${path}/review`, { verdict: "rejected", note: "wrong hat" });
    expect(status).toBe(200);
    const { body } = await caller.get<Record<string, unknown>>(path);
    expect(body).toMatchObject({
      quality: before,
      review: { verdict: "rejected", note: "wrong hat", by: "ada" },
    });
    const report = await caller.get<Report & { reviews: unknown[] }>(
      `${stage.base}/collections/${profile.result!.collectionId}/report`,
    );
    expect(report.body.reviews).toMatchObject([{ mediaId, verdict: "rejected" }]);
    expect(report.body.overallScore).toBe(consistencyOf(profile).overallScore);
  });

  it("of an unknown kind is refused", async () => {
    const path = `${stage.base}/images/${profile.result!.images[0]!.mediaId}/review`;
    expect((await caller.send("PUT", path, { verdict: "meh" })).status).toBe(400);
  });
});

it("without rounds of repair a drifted view is left, named, and wants to be looked at", async () => {
  test.cloud.sandbox!.setFaults({ drift: { angles: [120], kinds: ["color"], strength: 1 } });
  const ask = { masterReferenceId: master.result?.mediaId, angles: ANGLES, maxRepairRounds: 0, seed: 11 };
  const left = await profileFor(caller, stage, ask);
  expect(left.result).toMatchObject({
    status: "needs-review",
    reasons: [expect.stringContaining("angle 120")],
  });
  expect(left.attempts).toHaveLength(ANGLES.length);
  test.cloud.sandbox!.setFaults({});
}, 300_000);
