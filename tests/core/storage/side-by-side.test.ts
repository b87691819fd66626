import { describe, expect, test } from "vitest";
import { LikenessError } from "../../../packages/core/src/errors.ts";
import { sideBySide } from "../../../packages/core/src/storage/side-by-side.ts";

describe("sideBySide", () => {
  test("keeps the order and never has more than atOnce under way", async () => {
    let underWay = 0;
    let most = 0;
    const items = Array.from({ length: 25 }, (_, index) => index);
    const work = async (item: number) => {
      most = Math.max(most, ++underWay);
      for (let turn = 0; turn < 25 - item; turn++) await Promise.resolve();
      underWay--;
      return item * 2;
    };
    const outcomes = await sideBySide(items, { atOnce: 10, work });
    expect(outcomes).toEqual(items.map((item) => ({ ok: true, item, value: item * 2 })));
    expect(most).toBe(10);
  });

  test("lets one failure be one failure", async () => {
    const work = async (item: string) => {
      if (item === "b") throw new LikenessError("unavailable", "storage.unavailable", "no");
      if (item === "c") throw new TypeError("a defect");
      return item;
    };
    const outcomes = await sideBySide(["a", "b", "c", "d"], { atOnce: 2, work });
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, false, true]);
    expect(outcomes[1]).toMatchObject({ item: "b", error: { code: "storage.unavailable" } });
    expect(outcomes[2]).toMatchObject({ error: { code: "storage.failed", kind: "internal" } });
  });

  test("of nothing is nothing", async () => {
    expect(await sideBySide([], { atOnce: 10, work: async () => 1 })).toEqual([]);
  });
});
