import { expect, it } from "vitest";
import { changeFor, StartInput } from "../../../packages/core/src/profile-360/index.ts";

const id = (prefix: string) => `${prefix}_${"0".repeat(26)}`;
const input = StartInput.parse({ masterReferenceId: id("med"), subjectId: id("sub") });
const views = [0, 180, 210].map((angle) => ({ angle, mediaId: `m${angle}`, passed: true }));

it("every round of repairs changes something else: the seed, a second reference, the model", () => {
  const at = (round: number) => changeFor({ round, angle: 150 }, { input, views });
  expect(at(1)).toEqual({ kind: "seed" });
  expect(at(2)).toEqual({ kind: "guide", guide: { mediaId: "m180", angle: 180 } });
  expect(at(3)).toEqual({ kind: "model" });
});

it("without a good view to show, another model is tried at once", () => {
  const bad = views.map((view) => ({ ...view, passed: false }));
  expect(changeFor({ round: 2, angle: 150 }, { input, views: bad })).toEqual({ kind: "model" });
});

it("a second picture that the caller named is used from the first repair on", () => {
  const guided = { ...input, guideId: id("med") };
  expect(changeFor({ round: 1, angle: 30 }, { input: guided, views })).toMatchObject({
    kind: "guide",
    guide: { mediaId: id("med") },
  });
});
