import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { driftedSubject } from "../../packages/fal-sandbox/src/draw/drift.ts";
import { propFromText } from "../../packages/fal-sandbox/src/draw/prop.ts";
import type { Subject } from "../../packages/fal-sandbox/src/draw/subject.ts";
import { type PictureTruth, type Sandbox, startSandbox } from "../../packages/fal-sandbox/src/index.ts";
import { alterationsOf } from "../../packages/fal-sandbox/src/look-faults.ts";

const TURNING = "fal-ai/qwen-image-edit-2511-multiple-angles";
const behind = { horizontal_angle: 180 };

describe("what a struck fault does to a picture", () => {
  const strikes = { drift: { strength: 0.6 } };

  it("follows from the request's number alone", () => {
    const once = alterationsOf({ strikes, number: 5, input: behind, hasReference: true });
    expect(alterationsOf({ strikes, number: 5, input: behind, hasReference: true })).toEqual(once);
    const kinds = Array.from(
      { length: 60 },
      (_, number) => alterationsOf({ strikes, number, input: behind, hasReference: true })?.drift?.kind,
    );
    expect(new Set(kinds)).toEqual(new Set(["color", "proportion", "part", "style"]));
  });

  it("is nothing where there is no truth to stray from", () => {
    expect(alterationsOf({ strikes, number: 5, input: behind, hasReference: false })).toBeUndefined();
    const front = { horizontal_angle: 0 };
    expect(
      alterationsOf({ strikes: { janus: {} }, number: 1, input: front, hasReference: true }),
    ).toBeUndefined();
  });

  it("keeps to the kinds and steps it was given", () => {
    const told = { drift: { kinds: ["style" as const], strength: 1 }, snappedAngle: { stepDegrees: 45 } };
    const found = alterationsOf({ strikes: told, number: 3, input: behind, hasReference: true });
    expect(found?.drift).toMatchObject({ kind: "style", strength: 1 });
    expect(Math.abs(found?.azimuthShift ?? 0)).toBe(45);
  });
});

it("a thing drifts in colour, shape and parts, always to the same", () => {
  const lamp: Subject = propFromText({ description: "a red lamp", wholeText: "a red lamp", seed: 1 });
  for (const kind of ["color", "proportion", "part"] as const) {
    const drifted = driftedSubject(lamp, { kind, strength: 0.6, key: "k" });
    expect(drifted).not.toEqual(lamp);
    expect(driftedSubject(lamp, { kind, strength: 0.6, key: "k" })).toEqual(drifted);
  }
  expect(driftedSubject(lamp, { kind: "style", strength: 0.6, key: "k" })).toEqual(lamp);
});

describe("a sandbox that alters pictures", () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let master: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "likeness-looks-"));
    sandbox = await startSandbox({ dataDir, latencyMs: 0 });
    master = await draw("fal-ai/flux/dev", {
      prompt: "a knight with a blue cape and an eye patch on the left eye",
    });
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function draw(endpointId: string, input: Record<string, unknown>): Promise<string> {
    const answer = await fetch(`${sandbox.directUrl}/${endpointId}`, {
      method: "POST",
      headers: { authorization: "Key id:secret", "content-type": "application/json" },
      body: JSON.stringify({ seed: 1, image_size: { width: 512, height: 512 }, ...input }),
    });
    const body = (await answer.json()) as { images: Array<{ url: string }> };
    return body.images[0]!.url;
  }
  const turn = (angle: number) => draw(TURNING, { image_urls: [master], horizontal_angle: angle });
  const last = (): PictureTruth => sandbox.truths().at(-1)!;

  it.each([
    ["drift", { drift: { kinds: ["color"] as const } }, 30],
    ["drift of proportion", { drift: { kinds: ["proportion"] as const } }, 30],
    ["drift of a part", { drift: { kinds: ["part"] as const } }, 30],
    ["drift of style", { drift: { kinds: ["style"] as const } }, 30],
    ["janus", { janus: {} }, 180],
    ["mirror", { mirror: {} }, 60],
    ["a snapped angle", { snappedAngle: {} }, 60],
    ["blur", { blur: {} }, 0],
    ["a cut-off figure", { cutOff: {} }, 0],
  ])("%s can be seen, and the truth of it is kept", async (_name, faults, angle) => {
    sandbox.setFaults(faults as Parameters<Sandbox["setFaults"]>[0]);
    const url = await turn(angle);
    expect(last()).toMatchObject({ url, azimuth: angle, hasReference: true });
    expect(last().alterations).toBeDefined();
    expect(last().alteredShare).toBeGreaterThan(0.005);
  });

  it("strikes only the angles it is told, and leaves the others faithful", async () => {
    sandbox.setFaults({ blur: { angles: [90] } });
    await turn(60);
    expect(last()).toMatchObject({ azimuth: 60, alteredShare: 0 });
    expect(last().alterations).toBeUndefined();
    await turn(90);
    expect(last().alterations).toEqual({ blur: 0.6 });
  });

  it("tells the truth on a control route and never in an answer", async () => {
    const told = await fetch(`${sandbox.url}/control/truths`);
    expect(await told.json()).toEqual(JSON.parse(JSON.stringify(sandbox.truths())));
  });
});
