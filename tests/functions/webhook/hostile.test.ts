import { afterAll, beforeAll, expect, it } from "vitest";
import { announcedSeed } from "../../fuzz/chance.ts";
import { ATTACKS } from "../../fuzz/hostile.ts";
import { openRowCloner } from "../../fuzz/row-cloner.ts";
import { fuzzWebhook } from "../../fuzz/webhook-fuzz.ts";
import { openWebhookStage, type WebhookStage } from "../../support/webhook-stage.ts";

/** `npm run fuzz:webhook` sends 100,000. */
const REQUESTS = 4_000;

let stage: WebhookStage;
beforeAll(async () => {
  stage = await openWebhookStage();
});
afterAll(() => stage.close());

it("hostile deliveries change no row and tell no waiting state, and genuine ones between them are taken", async () => {
  const seed = announcedSeed("hostile webhooks");
  const { sent, statuses, controls, wrong } = await fuzzWebhook(stage, await openRowCloner(stage), {
    seed,
    requests: REQUESTS,
  });
  expect(wrong, `seed ${seed}`).toEqual([]);
  const perClass = REQUESTS / Object.keys(ATTACKS).length;
  expect(sent).toEqual(Object.fromEntries(Object.keys(ATTACKS).map((name) => [name, perClass])));
  expect(Object.keys(statuses).map(Number).sort()).toEqual([200, 400, 401, 413, 503]);
  expect(controls.accepted).toBe(controls.sent);
  expect(controls.sent).toBeGreaterThan(REQUESTS / 100);
}, 300_000);
