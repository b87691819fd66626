import { describe, expect, it } from "vitest";
import { CAST_CHECK, checkCast } from "../../../packages/core/src/cast-check/index.ts";
import { type BenchScene, drawnScenes, smallPixels } from "../../bench/cast-scenes.ts";
import { isFound } from "../../bench/cast-verdict.ts";

async function check({ picture, references, location }: BenchScene) {
  const { sceneHeight, referenceHeight } = CAST_CHECK;
  const cast = await Promise.all(
    references.map(async ({ key, role, picture: reference, asked }) => ({
      ...{ key, asked, isCharacter: role === "character" },
      picture: await smallPixels(reference, referenceHeight),
    })),
  );
  const place = location && (await smallPixels(location, sceneHeight / 2));
  const { findings, extras } = checkCast({ scene: await smallPixels(picture, sceneHeight), cast, place });
  return { verdicts: findings.filter(({ isCharacter }) => isCharacter), extras };
}

describe("the cast of a scene", () => {
  it("is found whole and in its places when everybody is as asked", { timeout: 120_000 }, async () => {
    const [clean] = await drawnScenes(1);
    const { verdicts, extras } = await check(clean!);
    expect(verdicts.map(({ verdict, isCopy }) => [verdict, isCopy])).toEqual(
      verdicts.map(() => ["present", false]),
    );
    for (const { box, key } of verdicts) {
      const asked = clean!.references.find((each) => each.key === key)!.asked;
      expect(box!.x + box!.width / 2).toBeCloseTo(asked.x, 1);
    }
    expect(extras).toEqual([]);
  });

  it("lacks whoever was left out, and only them", { timeout: 120_000 }, async () => {
    const [, dropped] = await drawnScenes(1);
    expect(dropped?.deed?.twist).toBe("drop");
    const { verdicts } = await check(dropped!);
    const missing = verdicts.filter(({ verdict }) => verdict === "missing").map(({ key }) => key);
    expect(missing).toEqual(dropped!.deed!.keys);
  });

  it("names two who stand in each other's place", { timeout: 120_000 }, async () => {
    const [, swapped] = await drawnScenes(5);
    expect(swapped?.deed?.twist).toBe("swap");
    const { verdicts } = await check(swapped!);
    expect(verdicts.map(({ verdict, others }) => [verdict, others])).toEqual([
      ["swapped", ["2"]],
      ["swapped", ["1"]],
    ]);
  });

  it.each([
    [23, "bleed", "a garment in somebody else's color"],
    [2, "extra", "somebody nobody asked for"],
    [4, "merge", "two who became one"],
    [14, "merge", "the head of one on the body of another, each in its own build"],
    [164, "merge", "one face in clothes that look much like its own"],
  ])("in scene %d (%s) names %s", { timeout: 120_000 }, async (seed, twist) => {
    const [, wrong] = await drawnScenes(seed);
    expect(wrong?.deed?.twist).toBe(twist);
    const { verdicts, extras } = await check(wrong!);
    expect(isFound(wrong!.deed!, verdicts, { extras })).toBe(true);
  });

  it("is cut out of the scene along the outlines of the references", { timeout: 120_000 }, async () => {
    const [clean] = await drawnScenes(1);
    const { verdicts } = await check(clean!);
    for (const { region } of verdicts) {
      const alphas = region!.data.filter((_, at) => at % 4 === 3);
      const share = alphas.filter((alpha) => alpha === 255).length / alphas.length;
      expect(share).toBeGreaterThan(0.3);
      expect(share).toBeLessThan(0.95);
    }
  });

  it("is not judged where a figure would be too small to be told", { timeout: 120_000 }, async () => {
    const [clean] = await drawnScenes(5);
    const tiny = clean!.references.map((each) => ({ ...each, asked: { ...each.asked, height: 0.05 } }));
    const { verdicts } = await check({ ...clean!, references: tiny });
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["unmeasured", "unmeasured"]);
    expect(verdicts[0]?.reason).toContain("too small");
  });
});
