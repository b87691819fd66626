import { createHash } from "node:crypto";
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

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let master: JobView;
let profile: JobView;

interface Image {
  mediaId: string;
  url: string;
  angle: number;
  qualityScore: number | null;
}

beforeAll(async () => {
  test = await openTestCloud();
  caller = await test.as("ada");
  stage = await stageFor(caller);
  master = await masterFor(caller, stage, { seed: 7 });
  const ask = { masterReferenceId: master.result?.mediaId, subjectId: stage.subjectId };
  const { body } = await caller.post<{ statusUrl: string }>(`${stage.base}/images/generate/profile360`, ask);
  profile = await caller.ended(body.statusUrl);
}, 180_000);
afterAll(() => test?.close());

const imagesOf = (view: JobView) => (view.result?.images ?? []) as Image[];

describe("a description", () => {
  it("becomes a master reference with the seed that was asked and specifications read from the picture", () => {
    expect(master).toMatchObject({ state: "succeeded", operation: "master-reference" });
    expect(master.result).toMatchObject({
      seed: 7,
      quality: { status: "measured", faults: [] },
      specifications: { colorPalette: expect.arrayContaining([expect.stringMatching(/^#[0-9a-f]{6}$/)]) },
    });
    expect(master.result?.qualityScore).toBeGreaterThanOrEqual(0.9);
    expect(master.result?.specifications).toHaveProperty("costume");
  });

  it("becomes a turnaround of twelve angles, each its own picture", async () => {
    expect(profile.result).toMatchObject({ status: "complete", missingAngles: [] });
    const images = imagesOf(profile);
    expect(images.map(({ angle }) => angle)).toEqual([0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330]);
    const digests = await Promise.all(images.map(async ({ url }) => digestOf(url)));
    expect(new Set(digests).size).toBe(12);
  });

  it("is measured, picture by picture and as a set", () => {
    expect(profile.result?.consistency).toMatchObject({ status: "measured", threshold: 0.7, issues: [] });
    const report = profile.result?.consistency as { overallScore: number; views: Array<{ overall: number }> };
    expect(report.overallScore).toBeGreaterThanOrEqual(0.7);
    expect(report.views).toHaveLength(12);
    expect(imagesOf(profile).every(({ qualityScore }) => Number(qualityScore) >= 0.9)).toBe(true);
  });

  it("is accounted for to the cent, as the provider bills it", () => {
    const bill = test.cloud.sandbox?.bill();
    expect(bill?.submissions).toBe(14);
    const images = bill?.requests ?? [];
    const billed = images.reduce((sum, { usd }) => sum + usd, 0);
    const ledger = [...master.attempts, ...profile.attempts];
    expect(ledger.reduce((sum, { costUsd }) => sum + costUsd, 0)).toBeCloseTo(billed, 6);
  });

  it("is found in the lists, by subject and by type, and pages by id", async () => {
    const { body: all } = await caller.get<{ images: Image[]; hasMore: boolean }>(`${stage.base}/images`);
    expect(all.images).toHaveLength(13);
    const masters = await caller.get<{ images: Image[] }>(`${stage.base}/images?imageType=master-reference`);
    expect(masters.body.images.map(({ mediaId }) => mediaId)).toEqual([master.result?.mediaId]);
    const bySubject = await caller.get<{ images: Image[] }>(
      `${stage.base}/images?subjectId=${stage.subjectId}&imageType=profile-360&limit=20`,
    );
    expect(bySubject.body.images).toHaveLength(12);
    expect(await everyPage(5)).toEqual(all.images.map(({ mediaId }) => mediaId));
  });

  it("shows a picture without its storage key", async () => {
    const [first] = imagesOf(profile);
    const { body } = await caller.get(`${stage.base}/images/${first?.mediaId}`);
    expect(body).toMatchObject({
      angle: 0,
      imageType: "profile-360",
      contentType: "image/webp",
      width: 1024,
    });
    expect(body).not.toHaveProperty("key");
    expect(body.references).toEqual([master.result?.mediaId]);
  });

  it("has thumbnails that are smaller pictures of the same", async () => {
    const { body } = await caller.get<{ thumbnails: Array<{ url: string; width: number }> }>(
      `${stage.base}/images/${imagesOf(profile)[3]?.mediaId}`,
    );
    expect(body.thumbnails.map(({ width }) => width)).toEqual([256, 512]);
    for (const { url } of body.thumbnails)
      expect((await fetch(url)).headers.get("content-type")).toBe("image/webp");
  });

  it("has a collection that names the picture of each angle", async () => {
    const { body } = await caller.get<{ mediaIds: Record<string, string> }>(
      `${stage.base}/collections/${profile.result?.collectionId}`,
    );
    expect(body).toMatchObject({
      state: "complete",
      masterReferenceId: master.result?.mediaId,
      missingAngles: [],
    });
    expect(body.mediaIds).toEqual(
      Object.fromEntries(imagesOf(profile).map(({ angle, mediaId }) => [angle, mediaId])),
    );
  });

  it("was given to the model as a picture, never as text alone", async () => {
    const submitted = profile.attempts.filter(({ model }) => model.includes("multiple-angles"));
    expect(submitted).toHaveLength(12);
  });
});

async function everyPage(limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor = "";
  for (let page = 0; page < 10; page += 1) {
    const { body } = await caller.get<{ images: Image[]; hasMore: boolean; nextCursor: string | null }>(
      `${stage.base}/images?limit=${limit}${cursor}`,
    );
    ids.push(...body.images.map(({ mediaId }) => mediaId));
    if (!body.hasMore) return ids;
    cursor = `&cursor=${body.nextCursor}`;
  }
  throw new Error("the list never ended");
}

async function digestOf(url: string): Promise<string> {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  return createHash("sha256")
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest("hex");
}
