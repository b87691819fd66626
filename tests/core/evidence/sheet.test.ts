import sharp from "sharp";
import { expect, it } from "vitest";
import { drawEvidence } from "../../../packages/core/src/evidence/index.ts";
import { drawnView, recoloured } from "../verification/turned-figures.ts";

it("shows every view framed green or red by its verdict, and the weakest one large", async () => {
  const [front, turned] = await Promise.all([drawnView(0), drawnView(60, recoloured)]);
  const sheet = await drawEvidence({
    title: "Likeness: overall 0.52",
    subtitle: "1 of 2 views reach 0.7",
    views: [
      { ...front, picture: front.webp, overall: 0.98, passed: true, remark: "" },
      { ...turned, picture: turned.webp, overall: 0.1, passed: false, remark: "color 0.05" },
    ],
    master: front.palette,
    worst: {
      ...{ angle: 60, reason: "color 0.05, 0.7 needed", picture: turned.webp },
      beside: { angle: 0, picture: front.webp },
    },
  });
  const { data, info } = await sharp(sheet).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(info.width).toBeGreaterThan(1200);
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  const [green, red] = [at(39, 150), at(39 + 248, 150)];
  expect(green[1]).toBeGreaterThan(green[0]! + 40);
  expect(red[0]).toBeGreaterThan(red[1]! + 100);
});

it("a set of one unmeasured view is drawn all the same", async () => {
  const only = await drawnView(90);
  const view = { ...only, picture: only.webp, overall: null, passed: false, remark: "" };
  const sheet = await drawEvidence({
    title: "Likeness: not measured",
    subtitle: "0 of 1",
    views: [view],
    master: [],
  });
  expect((await sharp(sheet).metadata()).format).toBe("png");
});
