import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  castMember,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { endedJob, type JobBody } from "../support/job.ts";
import { setContentType } from "../support/records.ts";

let test: TestCloud;
let ada: Caller;
let stage: Stage;
let knight: string;
let fox: string;
let harbour: string;
let lantern: string;
let notes: string;

interface Problem {
  status: number;
  code: string;
  problems?: Array<{ field: string; message: string }>;
}

beforeAll(async () => {
  test = await openTestCloud();
  ada = await test.as("ada");
  stage = await stageFor(ada);
  knight = await master("character", "Aldric", "a knight in silver armour with a blue cape");
  fox = await master("character", "Reynard", "a fox in a yellow raincoat and green boots");
  harbour = await master("location", "Old harbour", "a harbour at sunset");
  lantern = await master("prop", "Lantern", "a brass lantern");
  notes = await master("prop", "Notes", "a teapot");
  await setContentType(test, { mediaId: notes, contentType: "application/json" });
}, 400_000);
afterAll(() => test?.close());

const master = (type: string, name: string, description: string) =>
  castMember(ada, stage, { type, name, description });

const scene = (more: Record<string, unknown> = {}) => ({
  description: "Aldric and Reynard meet at the quay",
  references: {
    characters: [
      { referenceId: knight, position: { x: 0.28, y: 0.92 } },
      { referenceId: fox, position: { x: 0.7, y: 0.9 }, scale: 0.85, pose: "waving" },
    ],
    location: harbour,
    props: [lantern],
  },
  resolution: { width: 960, height: 540 },
  ...more,
});

async function shoot(body: unknown): Promise<JobBody> {
  const { status, body: answer } = await ada.post<{ statusUrl: string }>(
    `${stage.base}/images/generate/composite`,
    body,
  );
  if (status !== 202) throw new Error(JSON.stringify(answer));
  return endedJob(ada, answer.statusUrl);
}

interface Result {
  mediaId: string;
  layers: Array<{ role: string; name: string; order: number }>;
  compositePrompt: string;
  model: string;
  droppedReferences: unknown[];
  warnings: Array<{ code: string }>;
  qualityScore: number;
  consistencyScores: Record<string, number>;
  quality: unknown;
  cast: { figures: Array<{ verdict: string }>; extras: unknown };
  attempts: Array<{ round: number; isBest: boolean }>;
}

describe("a scene of several references", () => {
  it("is made from the references themselves, in the order that its prompt numbers them", async () => {
    const job = await shoot(scene({ maxAttempts: 1 }));
    expect(job.state).toBe("succeeded");
    const result = job.result as unknown as Result;
    expect(result.compositePrompt).toMatch(/^Image 1 is the character "Aldric"/);
    expect(result.compositePrompt).toContain('Image 4 is the location "Old harbour"');
    const { body: media } = await ada.get(`${stage.base}/images/${result.mediaId}`);
    expect(media).toMatchObject({
      imageType: "composite-shot",
      width: 960,
      height: 540,
      references: [knight, fox, lantern, harbour],
      prompt: result.compositePrompt,
      seed: expect.any(Number),
    });
    expect(result.layers.map(({ role }) => role)[0]).toBe("location");
    expect(result.layers).toHaveLength(4);
    expect(result.quality).toEqual({
      score: result.qualityScore,
      parts: { sharpness: expect.any(Number), exposure: expect.any(Number), artefacts: expect.any(Number) },
      faults: expect.any(Array),
    });
    expect(result.qualityScore).toBeGreaterThan(0);
    const measured = expect.any(Number);
    expect(result.consistencyScores).toEqual({ [knight]: measured, [fox]: measured, [lantern]: measured });
    expect(result.droppedReferences).toEqual([]);
  });

  it("takes nothing of the place for somebody, though it stands elsewhere than in its reference", async () => {
    const resolution = { width: 1920, height: 1080 };
    const job = await shoot(scene({ maxAttempts: 1, seed: 1, resolution }));
    const { cast } = job.result as unknown as Result;
    expect(cast.figures.map(({ verdict }) => verdict)).toEqual(["present", "present"]);
    expect(cast.extras).toEqual([]);
  });

  it("costs what the provider bills", async () => {
    const before = test.cloud.sandbox?.bill().billedUsd ?? 0;
    const job = await shoot(scene({ maxAttempts: 1, seed: 5 }));
    expect((test.cloud.sandbox?.bill().billedUsd ?? 0) - before).toBeCloseTo(job.costUsd, 6);
  });

  it("drops what the asked model does not take, and says so", async () => {
    const job = await shoot(scene({ maxAttempts: 1, model: "fal-ai/qwen-image-edit-2511" }));
    const result = job.result as unknown as Result;
    expect(result.droppedReferences).toEqual([{ referenceId: lantern, role: "prop", name: "Lantern" }]);
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: "composite.dropped" }));
    expect(result.compositePrompt).not.toContain("Lantern");
  });

  it("follows a layout drawn from positions through a control model, and keeps the layout", async () => {
    const job = await shoot(scene({ maxAttempts: 1, drawLayout: true }));
    expect(job.state).toBe("succeeded");
    expect(job.attempts.map(({ slot }) => slot).sort()).toEqual(["composite", "control"]);
    const result = job.result as unknown as Result;
    expect(result.compositePrompt).toContain("Image 5 is the layout guide");
    const { body } = await ada.get<{ images: Array<{ model: string }> }>(
      `${stage.base}/images?imageType=intermediate&limit=50`,
    );
    expect(body.images.map(({ model }) => model)).toEqual(
      expect.arrayContaining(["layout", "fal-ai/flux-general"]),
    );
  });
});

describe("a scene that does not fit", () => {
  const characters = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      referenceId: knight,
      position: { x: index / count, y: 0.9 },
    }));

  it.each<[string, () => unknown, string]>([
    ["has no reference", () => ({ description: "nobody", references: {} }), "references"],
    [
      "has nine characters",
      () => scene({ references: { characters: characters(9) } }),
      "references.characters",
    ],
    [
      "has one reference twice in one place",
      () => scene({ references: { characters: [{ referenceId: knight }, { referenceId: knight }] } }),
      "references.characters.1.position",
    ],
    [
      "has a location as character",
      () => scene({ references: { characters: [{ referenceId: harbour }] } }),
      "references.characters.0.referenceId",
    ],
    [
      "has a picture of nowhere",
      () => scene({ references: { characters: [{ referenceId: "med_01J00000000000000000000000" }] } }),
      "references.characters.0.referenceId",
    ],
    [
      "has a position outside the frame",
      () => scene({ references: { characters: [{ referenceId: knight, position: { x: 1.2, y: 0.5 } }] } }),
      "references.characters.0.position.x",
    ],
    [
      "has a scale of five",
      () => scene({ references: { characters: [{ referenceId: knight, scale: 5 }] } }),
      "references.characters.0.scale",
    ],
    [
      "is larger than its model makes",
      () => scene({ model: "fal-ai/flux-2/edit", resolution: { width: 4096, height: 512 } }),
      "resolution",
    ],
    [
      "has a subject as control picture",
      () => scene({ controlNetImages: [stage.subjectId] }),
      "controlNetImages.0",
    ],
    [
      "has a control picture of nowhere",
      () => scene({ controlNetImages: ["med_01J00000000000000000000000"] }),
      "controlNetImages.0",
    ],
    ["has a control picture that is none", () => scene({ controlNetImages: [notes] }), "controlNetImages.0"],
    ["has two control pictures", () => scene({ controlNetImages: [knight, fox] }), "controlNetImages"],
    [
      "has a scale of almost nothing",
      () => scene({ references: { characters: [{ referenceId: knight, scale: 0.01 }] } }),
      "references.characters.0.scale",
    ],
    [
      "has a prop below the frame",
      () => scene({ references: { props: [{ referenceId: lantern, position: { x: 0.5, y: 1.01 } }] } }),
      "references.props.0.position.y",
    ],
    ["has a character as location", () => scene({ references: { location: fox } }), "references.location"],
    ["names a model that does not compose", () => scene({ model: "fal-ai/flux/dev" }), "model"],
    [
      "has a URL in place of a picture",
      () => scene({ references: { location: "https://a.example/x.png" } }),
      "references.location",
    ],
  ])("because it %s is refused, naming the field, and nothing is sent", async (_, body, field) => {
    const before = test.cloud.sandbox?.bill();
    const { status, body: problem } = await ada.post<Problem>(
      `${stage.base}/images/generate/composite`,
      body(),
    );
    expect(problem).toMatchObject({ status: 400 });
    expect(status).toBe(400);
    expect(problem.problems?.map((each) => each.field)).toContain(field);
    expect(problem.problems?.find((each) => each.field === field)?.message.length).toBeGreaterThan(8);
    const after = test.cloud.sandbox?.bill();
    expect(after?.submissions).toBe(before?.submissions);
    expect(after?.billedUsd).toBe(before?.billedUsd);
  });

  it("because a reference belongs to another project is refused like one that does not exist", async () => {
    const eve = await test.as("eve");
    const other = await stageFor(eve);
    const { status, body } = await eve.post<Problem>(`${other.base}/images/generate/composite`, scene());
    expect(status).toBe(400);
    expect(body.problems?.map(({ field }) => field)).toContain("references.characters.0.referenceId");
  });
});
