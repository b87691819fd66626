import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { announcedSeed, chanceOf } from "../../fuzz/chance.ts";
import { openRowCloner, type RowCloner } from "../../fuzz/row-cloner.ts";
import { deliverInOrder, jobOf, ordersOf, randomOrder } from "../../fuzz/webhook-orders.ts";
import { openWebhookStage, type WebhookStage } from "../../support/webhook-stage.ts";

/** All 2,000 are drawn by `npm run fuzz:webhook`. */
const RANDOM_ORDERS = 100;

let stage: WebhookStage;
let rows: RowCloner;
let seed: number;
beforeAll(async () => {
  stage = await openWebhookStage();
  rows = await openRowCloner(stage);
  seed = announcedSeed("webhook orders");
});
afterAll(() => stage.close());

describe("deliveries", () => {
  it("in any of the 120 orders of five complete every request exactly once", async () => {
    const orders = ordersOf(5);
    expect(new Set(orders.map(String)).size).toBe(120);
    for (const [index, order] of orders.entries()) {
      const parts = await jobOf(stage, rows, { chance: chanceOf(seed, index), count: 5 });
      const wrong = await deliverInOrder(stage, parts, { order, atOnce: false });
      expect(wrong, `order ${order}, seed ${seed}`).toEqual([]);
    }
  }, 120_000);

  it("of twelve in random orders, repeated and at once, complete every request exactly once", async () => {
    for (let index = 0; index < RANDOM_ORDERS; index += 1) {
      const { wrong, order } = await randomOrder(stage, rows, chanceOf(seed, 1_000 + index));
      expect(wrong, `order ${order}, number ${index}, seed ${seed}`).toEqual([]);
    }
  }, 300_000);
});
