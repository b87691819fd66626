import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  KNIGHT,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { endedJob, profileFor } from "../support/job.ts";

const WITCH = "a witch with green hair in a long purple robe, a yellow sash and a red hat";

let test: TestCloud;
let caller: Caller;

beforeAll(async () => {
  test = await openTestCloud({ fal: { latencyMs: 20, concurrency: 12 } });
  caller = await test.as("ada");
}, 120_000);
afterAll(() => test?.close());

interface Master {
  mediaId: string;
  seed: number;
  url: string;
}

async function masterOf({ base, subjectId }: Stage, ask: { subjectType: string; description: string }) {
  const { body } = await caller.post<{ statusUrl: string }>(`${base}/images/generate/master`, {
    subjectId,
    seed: 3,
    ...ask,
  });
  const { result, problem, attempts } = await endedJob(caller, body.statusUrl);
  expect(problem).toBeUndefined();
  return { ...(result as unknown as Master), attempts };
}

async function turned(stage: Stage, ask: Parameters<typeof profileFor>[2]): Promise<string[]> {
  const { result, problem } = await profileFor(caller, stage, ask);
  expect(problem).toBeUndefined();
  expect(result, JSON.stringify(result)).toMatchObject({ status: "complete", missingAngles: [] });
  return result?.images.map(({ url }) => url) ?? [];
}

async function digestOf(url: string): Promise<string> {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  return createHash("sha256").update(bytes).digest("hex");
}

const SIDE = 96;
const STEPS = 4;

/** How much of the subject has which colour: a share for each of 64, without the backdrop. */
async function coloursOf(url: string): Promise<number[]> {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  const resized = sharp(bytes).removeAlpha().resize(SIDE, SIDE, { fit: "fill" });
  const pixels = await resized.raw().toBuffer();
  const backdrop = [pixels[0] ?? 0, pixels[1] ?? 0, pixels[2] ?? 0];
  const counts = new Array<number>(STEPS ** 3).fill(0);
  for (let at = 0; at < pixels.length; at += 3) {
    const pixel = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
    if (Math.max(...pixel.map((value, index) => Math.abs(value - (backdrop[index] ?? 0)))) < 32) continue;
    const bin = pixel.reduce((sum, value) => sum * STEPS + Math.floor((value * STEPS) / 256), 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/** 0 for the same colours in the same shares, 2 for none in common. */
function difference(one: number[], other: number[]): number {
  return one.reduce((sum, share, index) => sum + Math.abs(share - (other[index] ?? 0)), 0);
}

describe("a master", () => {
  it("repeats with its seed, second try and all", async () => {
    const tries = await Promise.all(
      [0, 1].map(async () => {
        const stage = await stageFor(caller, { description: WITCH });
        // The subject's text asks for colours that the picture has not, so the gate wants another try.
        const ask = { subjectType: "character", description: KNIGHT };
        const { attempts } = await masterOf(stage, ask);
        return Promise.all(
          attempts
            .filter(({ mediaId }) => mediaId !== undefined)
            .map(async ({ attempt, mediaId }) => {
              const { body } = await caller.get<Master>(`${stage.base}/images/${mediaId}`);
              return { attempt, seed: body.seed, bytes: await digestOf(body.url) };
            }),
        );
      }),
    );
    expect(tries[0]).toHaveLength(2);
    expect(tries[0]?.map(({ seed }) => seed)).not.toEqual([3, 3]);
    expect(tries[0]).toEqual(tries[1]);
  }, 120_000);
});

describe("a profile", () => {
  it("shows the figure of its master, whatever the subject's text says", async () => {
    // Each subject is described as the other one; only the pictures tell who they are.
    const knight = await stageFor(caller, { description: WITCH });
    const witch = await stageFor(caller, { description: KNIGHT });
    const masters = await Promise.all([
      masterOf(knight, { subjectType: "character", description: KNIGHT }),
      masterOf(witch, { subjectType: "character", description: WITCH }),
    ]);
    const [ofKnight = [], ofWitch = []] = await Promise.all(masters.map(({ url }) => coloursOf(url)));
    expect(difference(ofKnight, ofWitch)).toBeGreaterThan(0.5);
    const angles = [0, 60, 120, 180, 240, 300];
    const [knights, witches] = await Promise.all([
      turned(knight, { masterReferenceId: masters[0].mediaId, angles }),
      turned(witch, { masterReferenceId: masters[1].mediaId, angles }),
    ]);
    for (const [index, angle] of angles.entries()) {
      const [one, other] = await Promise.all(
        [knights[index], witches[index]].map((url) => coloursOf(String(url))),
      );
      expect(difference(one ?? [], ofKnight), `knight at ${angle}`).toBeLessThan(
        difference(one ?? [], ofWitch),
      );
      expect(difference(other ?? [], ofWitch), `witch at ${angle}`).toBeLessThan(
        difference(other ?? [], ofKnight),
      );
    }
  }, 120_000);

  it("has two views of a robe's back, which look alike, and no picture twice", async () => {
    const description = "an old wizard with a white beard, a purple robe and brown boots";
    const stage = await stageFor(caller, { description });
    const { mediaId: masterReferenceId } = await masterOf(stage, { subjectType: "character", description });
    await turned(stage, { masterReferenceId, angles: [150, 180, 210, 240], maxRepairRounds: 0 });
    const repeated = [30, 180, 270];
    test.cloud.sandbox?.setFaults({ snappedAngle: { angles: repeated } });
    const angles = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330];
    const { result } = await profileFor(caller, stage, {
      ...{ masterReferenceId, angles, seed: 11, maxRepairRounds: 0 },
    });
    test.cloud.sandbox?.setFaults({});
    // To which side each is turned depends on the order of the requests; the later of two is the one named.
    const pairs = result?.missingAngles.map(({ angle, reason }) => [
      angle,
      Number(reason.match(/\d+$/)?.[0]),
    ]);
    expect(pairs).toHaveLength(repeated.length);
    for (const [index, angle] of repeated.entries()) {
      expect([
        [angle, angle - 30],
        [angle + 30, angle],
      ]).toContainEqual(pairs?.[index]);
    }
  }, 60_000);

  it("by text and seed alone works too, and hands over no picture", async () => {
    const stage = await stageFor(caller);
    const { mediaId } = await masterOf(stage, { subjectType: "character", description: KNIGHT });
    const angles = [0, 90, 180];
    const ask = {
      masterReferenceId: mediaId,
      angles,
      strategy: "locked-seed",
      maxRepairRounds: 0,
      seed: undefined,
    };
    const { result, attempts } = await profileFor(caller, stage, ask);
    // Text alone draws somebody else from every side: all angles are there, and the report says so.
    expect(result).toMatchObject({ status: "needs-review", missingAngles: [] });
    expect(new Set(attempts.map(({ model }) => model))).toEqual(new Set(["fal-ai/flux/dev"]));
    const seeds = await Promise.all(
      (result?.images ?? []).map(async (image) => {
        const { body } = await caller.get<{ seed: number; references: string[] }>(
          `${stage.base}/images/${image.mediaId}`,
        );
        expect(body.references).toEqual([]);
        return body.seed;
      }),
    );
    expect(seeds).toEqual([3, 3, 3]);
  }, 60_000);

  it.each([
    ["location", "a lighthouse on a rocky island at dusk with a red roof"],
    ["prop", "an ornate brass oil lamp with a curved handle"],
  ])(
    "of a %s goes all around it",
    async (type, description) => {
      const stage = await stageFor(caller, { type, description });
      const { mediaId } = await masterOf(stage, { subjectType: type, description });
      const urls = await turned(stage, { masterReferenceId: mediaId, angles: [0, 90, 180, 270] });
      expect(new Set(await Promise.all(urls.map(digestOf))).size).toBe(4);
      const [front = [], ...others] = await Promise.all(urls.map(coloursOf));
      for (const other of others) expect(difference(front, other)).toBeLessThan(1.5);
    },
    60_000,
  );
});
