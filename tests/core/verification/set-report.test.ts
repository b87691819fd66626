import { beforeAll, describe, expect, it } from "vitest";
import { chooseBest, guideFor, reportOn } from "../../../packages/core/src/verification/index.ts";
import { type DrawnView, drawnView, recoloured } from "./turned-figures.ts";

const ANGLES = [0, 60, 120, 180, 240, 300];
let views: DrawnView[];
let intruder: DrawnView;
beforeAll(async () => {
  views = await Promise.all(ANGLES.map((angle) => drawnView(angle)));
  intruder = await drawnView(120, recoloured);
}, 120_000);

const master = () => views[0]!.features;

describe("the report of a set", () => {
  it("passes a clean turnaround, view by view, with nothing to do", () => {
    const report = reportOn(views, { master: master() });
    expect(report.views.map(({ passed }) => passed)).toEqual(ANGLES.map(() => true));
    expect(report).toMatchObject({ status: "measured", recommendations: [] });
    expect(report.overallScore).toBeGreaterThanOrEqual(0.7);
  });

  it("names the one view that was recoloured, why, and the request that would mend it", () => {
    const report = reportOn(
      views.map((view) => (view.angle === 120 ? intruder : view)),
      { master: master() },
    );
    expect(report.views.filter(({ passed }) => !passed).map(({ angle }) => angle)).toEqual([120]);
    expect(report.worst).toMatchObject({ angle: 120 });
    expect(report.issues[0]).toMatchObject({ angle: 120, type: "color" });
    expect(report.recommendations).toEqual([
      expect.objectContaining({ action: "regenerate", angle: 120, guideId: "m180" }),
    ]);
    expect(report.overallScore).toBeLessThan(0.9);
  });

  it("fails a view that is poor as a picture, whatever it shows", () => {
    const blurred = views.map((view) => (view.angle === 60 ? { ...view, quality: 0.2 } : view));
    const [failing] = reportOn(blurred, { master: master() }).views.filter(({ passed }) => !passed);
    expect(failing).toMatchObject({ angle: 60, reasons: ["quality 0.20 as a picture"] });
  });

  it("never passes what could not be measured, and has no number for it", async () => {
    const blank = await drawnView(60, (picture) => picture.linear(0, 128));
    const report = reportOn(
      views.map((view) => (view.angle === 60 ? blank : view)),
      { master: master() },
    );
    const [, second] = report.views;
    expect(second).toMatchObject({ status: "unmeasured", overall: null, color: null, passed: false });
    expect(report.recommendations[0]).toMatchObject({ action: "review", angle: 60 });
    for (const other of report.views) if (other.angle !== 60) expect(other.status).toBe("measured");
  });

  it("is the same however often it is made", () => {
    expect(reportOn(views, { master: master() })).toEqual(reportOn(views, { master: master() }));
  });
});

it("of several attempts at an angle the one that fits wins, in whatever order they came", () => {
  const others = views.map((view) => [view]);
  const good = views[2]!;
  for (const attempts of [
    [intruder, good],
    [good, intruder],
  ]) {
    const chosen = chooseBest(
      others.map((single) => (single[0]!.angle === 120 ? attempts : single)),
      master(),
    );
    expect(chosen[2]).toBe(good);
  }
});

it("views from behind are guided by the back view, others by the nearest good one", () => {
  const known = [0, 60, 180, 300].map((angle) => ({ angle, mediaId: `m${angle}`, passed: angle !== 60 }));
  expect(guideFor(150, known)?.angle).toBe(180);
  expect(guideFor(30, known)?.angle).toBe(0);
  expect(guideFor(180, known)?.angle).toBe(300);
  expect(guideFor(0, [])).toBeUndefined();
});
