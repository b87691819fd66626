import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Collection from "../../../packages/core/src/collection/index.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import * as Media from "../../../packages/core/src/media/index.ts";
import { putImmutable } from "../../../packages/core/src/storage/index.ts";
import { compareImages, VerifyInput, verify } from "../../../packages/core/src/verification/index.ts";
import { createBucketStore, startS3 } from "../../../packages/local/src/s3/index.ts";
import { mediaInfo } from "../../support/media.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";
import { BOTTLE, PERSON, viewPng } from "../images/turntable.ts";
import { BUCKET_NAME, CREDENTIALS, useBucket } from "../storage/bucket-settings.ts";

const projectId = newId("project");
let dir: string;
let table: TestTable;
let server: Awaited<ReturnType<typeof startS3>>;
let front: Buffer;
let master: string;

beforeAll(async () => {
  table = await openTestTable();
  dir = await mkdtemp(join(tmpdir(), "likeness-verify-"));
  const store = await createBucketStore({ dir });
  await store.createBucket(BUCKET_NAME);
  server = await startS3({ store, credentials: CREDENTIALS, port: 0 });
  useBucket(server.url);
  front = await viewPng(PERSON, { azimuth: 0 });
  master = await stored(front, { imageType: "master-reference" });
}, 120_000);
afterAll(async () => {
  await server?.close();
  await table?.close();
  await rm(dir, { recursive: true, force: true });
});

/** A picture in the bucket as its bytes are, without features beside it: they are made when it is first compared. */
async function stored(bytes: Buffer, given: Partial<Media.Info> = {}): Promise<string> {
  const info = mediaInfo({ projectId, mediaId: newId("media"), ...given });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await putImmutable({ key: info.key, bytes, sha256, contentType: "image/webp", metadata: {} });
  return (await Media.record(info)).mediaId;
}

const ask = (newImageId: string, change: Partial<VerifyInput> = {}) =>
  verify(projectId, VerifyInput.parse({ newImageId, referenceSetId: master, ...change }));
const canvas = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#40a060" } });
const figure = () => sharp(front);
const frames = () => sharp([front, front], { join: { animated: true } });

describe("a stored picture of any kind is compared, and nothing passes that was not measured", () => {
  it.each<[string, () => Sharp, { isSame: boolean }]>([
    ["half the size", () => figure().resize(256), { isSame: true }],
    // Ink cannot show every colour of a screen: such a copy may differ in colour, and no more is asked of it.
    ["CMYK", () => figure().flatten().toColourspace("cmyk").jpeg({ quality: 95 }), { isSame: false }],
    ["16 bits a channel", () => figure().toColourspace("rgb16").png(), { isSame: true }],
    ["with alpha", () => figure().ensureAlpha().png(), { isSame: true }],
    ["turned by EXIF", () => figure().rotate(90).withMetadata({ orientation: 8 }).png(), { isSame: true }],
    ["animated", () => frames().webp({ quality: 90, delay: [80, 80] }), { isSame: true }],
    [
      "padded to a strip",
      () => figure().resize(1200, 300, { fit: "contain", background: "#fff" }),
      { isSame: false },
    ],
    ["grey", () => figure().greyscale().png(), { isSame: false }],
    ["1 x 1", () => canvas(1, 1).png(), { isSame: false }],
    ["20,000 x 1", () => canvas(20_000, 1).png(), { isSame: false }],
    ["1 x 20,000", () => canvas(1, 20_000).png(), { isSame: false }],
    ["blank", () => canvas(400, 400).png(), { isSame: false }],
  ])("%s", async (_name, picture, { isSame }) => {
    const answer = await ask(await stored(await picture().toBuffer(), { angle: 0 }));
    for (const { status, score, passed } of answer.checks) {
      if (status === "unmeasured") expect([score, passed]).toEqual([null, false]);
      else expect(score).toSatisfy((value: number) => value >= 0 && value <= 1);
    }
    if (answer.overallConsistency === null) expect(answer.passed).toBe(false);
    if (isSame) expect(answer).toMatchObject({ passed: true, status: "measured" });
  });

  it("a blank one passes not even a threshold of 0, in no respect", async () => {
    const blank = await stored(await canvas(300, 300).png().toBuffer());
    for (const checkType of ["all", "color", "proportion", "features", "style"] as const) {
      const answer = await ask(blank, { checkType, threshold: 0 });
      expect(answer).toMatchObject({ passed: false, status: "unmeasured" });
      expect(answer.recommendations).not.toEqual([]);
    }
  });

  it.each([
    ["bytes that are no picture", Buffer.from("<html>not a picture</html>")],
    ["a picture that breaks off", () => front.subarray(0, 300)],
    [
      "a GIF, which is never decoded",
      () =>
        frames()
          .gif({ delay: [80, 80] })
          .toBuffer(),
    ],
  ])("%s are an error with a name and a code", async (_name, bytes) => {
    const broken = await stored(await (typeof bytes === "function" ? bytes() : bytes));
    await expect(ask(broken)).rejects.toMatchObject({ code: expect.stringMatching(/^image\./) });
  });

  it("a picture whose object is gone is an error with a name and a code", async () => {
    const { mediaId } = await Media.record(mediaInfo({ projectId, mediaId: newId("media") }));
    await expect(ask(mediaId)).rejects.toMatchObject({ name: "StorageMissing" });
  });
});

describe("a collection", () => {
  const collectionOf = async (mediaIds: Record<string, string>) => {
    const info = {
      ...{ projectId, collectionId: newId("collection"), subjectId: newId("subject"), jobId: newId("job") },
      ...{ masterReferenceId: master, mediaIds, missingAngles: [], state: "complete" as const },
      consistency: { status: "not-measured" as const, overallScore: null },
      createdAt: new Date(0).toISOString(),
    };
    await Collection.record(info);
    return info.collectionId;
  };

  it("without pictures, or with none but the picture itself, is refused by name", async () => {
    const only = await stored(front, { angle: 0 });
    for (const mediaIds of [{}, { "0": only }] as Array<Record<string, string>>) {
      const referenceSetId = await collectionOf(mediaIds);
      await expect(ask(only, { referenceSetId })).rejects.toMatchObject({
        kind: "input",
        code: "verify.empty-collection",
        problems: [expect.objectContaining({ field: "referenceSetId" })],
      });
    }
  });

  it("whose pictures are gone is refused likewise", async () => {
    const referenceSetId = await collectionOf({ 0: newId("media"), 30: newId("media") });
    await expect(ask(master, { referenceSetId })).rejects.toMatchObject({ code: "verify.empty-collection" });
  });

  it("is represented by its nearest view", async () => {
    const turned = await stored(await viewPng(PERSON, { azimuth: 60 }), { angle: 60 });
    const other = await stored(await viewPng(PERSON, { azimuth: 240 }), { angle: 240 });
    const asked = await stored(await viewPng(PERSON, { azimuth: 75 }), { angle: 75 });
    const referenceSetId = await collectionOf({ 60: turned, 240: other });
    expect(await ask(asked, { referenceSetId })).toMatchObject({ comparedWith: turned, passed: true });
  });
});

describe("comparing two pictures", () => {
  it("checks what is asked, and passes only when all of it does", async () => {
    const hue = await stored(await figure().modulate({ hue: 150 }).png().toBuffer(), { angle: 0 });
    const two = await compareImages(projectId, [hue, master], { checkTypes: ["color", "proportion"] });
    expect(two.checks.map(({ type, passed }) => [type, passed])).toEqual([
      ["color", false],
      ["proportion", true],
    ]);
    expect(two.passed).toBe(false);
    const one = await compareImages(projectId, [hue, master], { checkTypes: ["proportion"] });
    expect(one).toMatchObject({ passed: true, comparedWith: master });
  });

  it("checks everything by default, as verifying does, in whichever order", async () => {
    const bottle = await stored(await viewPng(BOTTLE, { azimuth: 0 }), { angle: 0 });
    const forth = await compareImages(projectId, [bottle, master]);
    const { reportId, ...verified } = await ask(bottle);
    expect(reportId).toMatch(/^rep_/);
    expect(forth).toEqual(verified);
    expect(forth).toMatchObject({ passed: false });
    const back = await compareImages(projectId, [master, bottle]);
    expect(back.checks.map(({ score }) => score)).toEqual(forth.checks.map(({ score }) => score));
  });

  it.each([
    ["no check at all", { checkTypes: [] }],
    ["an unknown check", { checkTypes: ["taste" as "color"] }],
    ["a threshold above 1", { threshold: 1.01 }],
    ["a threshold below 0", { threshold: -0.01 }],
    ["a threshold that is no number", { threshold: Number.NaN }],
  ])("with %s is refused, naming the field", async (_name, options) => {
    await expect(compareImages(projectId, [master, master], options)).rejects.toMatchObject({
      issues: [expect.objectContaining({ path: expect.arrayContaining([Object.keys(options)[0]]) })],
    });
  });

  it("of another project finds neither of them", async () => {
    const elsewhere = newId("project");
    await expect(compareImages(elsewhere, [master, master])).rejects.toMatchObject({ kind: "missing" });
  });
});
