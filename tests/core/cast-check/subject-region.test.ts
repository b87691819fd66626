import { describe, expect, it } from "vitest";
import { SAME_LIGHT } from "../../../packages/core/src/cast-check/light.ts";
import {
  isSamePlace,
  type Sighting,
  type Suspect,
  suspectOf,
  visibleShare,
} from "../../../packages/core/src/cast-check/subject-region.ts";
import { cutoutOf } from "../../../packages/core/src/cast-check/template.ts";

const SIDE = 120;

/** Somebody 100 pixels tall, whose figure is where `isFigure` says so. */
function somebody(key: string, asked: { x: number; y: number }, isFigure: (x: number, y: number) => boolean) {
  const data = Buffer.alloc(SIDE * SIDE * 4);
  for (let at = 0; at < SIDE * SIDE; at += 1)
    if (isFigure(at % SIDE, Math.floor(at / SIDE))) data.set([200, 40, 40, 255], at * 4);
  const cutout = cutoutOf({ data, width: SIDE, height: SIDE, channels: 4 });
  if (!cutout) throw new Error("The figure fills its picture");
  return suspectOf({ key, isCharacter: true, asked: { ...asked, height: 100 } }, cutout);
}

/** Seen well where it was asked to stand. */
function atHome(suspect: Suspect): Sighting {
  const { x, y, height } = suspect.asked;
  const width = (height * suspect.fine.columns) / suspect.fine.rows;
  const spot = { left: x - width / 2, top: y - height, width, height, score: 1 };
  return { suspect, spot, pairs: [], likeness: 0.8, light: SAME_LIGHT, standOut: 1 };
}

const column = (x: number, y: number) => Math.abs(x - 60) < 20 && y >= 10 && y < 110;
/** Thin legs to the left and right of nothing. */
const gate = (x: number, y: number) =>
  y >= 10 && y < 110 && ((x >= 5 && x < 15) || (x >= 105 && x < 115) || y < 20);

describe("somebody in a crowd", () => {
  const one = somebody("one", { x: 200, y: 200 }, column);

  it("could be seen whole, by half or not at all, as others stand before it", () => {
    const beside = atHome(somebody("two", { x: 220, y: 205 }, column));
    const before = atHome(somebody("two", { x: 200, y: 205 }, column));
    expect(visibleShare(one, [])).toBe(1);
    expect(visibleShare(one, [beside])).toBeCloseTo(0.5, 1);
    expect(visibleShare(one, [before])).toBeLessThan(0.1);
  });

  it("is not hidden by whoever stands behind it", () => {
    expect(visibleShare(one, [atHome(somebody("two", { x: 200, y: 190 }, column))])).toBe(1);
  });

  it("is not in the place of somebody whose limbs only reach around it", () => {
    const around = atHome(somebody("two", { x: 200, y: 200 }, gate));
    const same = atHome(somebody("two", { x: 200, y: 200 }, column));
    expect(isSamePlace(atHome(one), around)).toBe(false);
    expect(isSamePlace(atHome(one), same)).toBe(true);
  });
});
