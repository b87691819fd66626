import { afterEach, expect, it } from "vitest";
import {
  createFalQueue,
  FalJwks,
  type FalWebhook,
  parseFalWebhook,
  verifyFalWebhook,
} from "../../../packages/core/src/fal/index.ts";
import type { Faults } from "../../../packages/fal-sandbox/src/index.ts";
import { sandbox } from "../../fal-sandbox/support/stage.ts";
import { json, serve, type TestServer } from "../../support/http-server.ts";

let server: TestServer | undefined;
afterEach(() => server?.close());

/** Verdict and content of the first delivery of one request, under the given faults. */
async function firstDelivery(faults: Faults = {}) {
  const fal = await sandbox({ faults });
  server = await serve((_, response) => json(response, 200, {}));
  const queue = createFalQueue({ apiKey: () => "key", queueBaseUrl: fal.queueUrl, restBaseUrl: fal.restUrl });
  const input = { prompt: "a fox", image_size: { width: 256, height: 256 }, seed: 3 };
  const submitted = await queue.submit({
    model: "fal-ai/flux/schnell",
    input,
    webhookUrl: `${server.origin}/hook/gen_1`,
  });
  await expect.poll(() => server?.seen.length, { timeout: 10_000 }).toBeGreaterThan(0);
  const [delivery] = server.seen;
  const rawBody = Buffer.from(delivery?.body ?? "");
  const verdict = await verifyFalWebhook({
    headers: delivery?.headers as Record<string, string | undefined>,
    rawBody,
    userId: fal.userId,
    now: Date.now(),
    jwks: new FalJwks({ url: fal.jwksUrl }),
  });
  const read = (): FalWebhook => parseFalWebhook(rawBody);
  return { verdict, read, submitted };
}

it("accepts a delivery and reads its result", async () => {
  const { verdict, read, submitted } = await firstDelivery();
  expect(verdict).toBe("ok");
  expect(read()).toMatchObject({
    requestId: submitted.requestId,
    outcome: { kind: "result", payload: { seed: 3 } },
  });
});

it.each([
  ["badSignature", "bad-signature"],
  ["wrongUser", "wrong-user"],
  ["staleTimestamp", "stale"],
  ["alteredBody", "bad-signature"],
  ["notJsonBody", "id-mismatch"],
  ["giantBody", "id-mismatch"],
] as const)("refuses a delivery with %s as %s", async (fault, verdict) => {
  expect((await firstDelivery({ [fault]: { nth: [1] } })).verdict).toBe(verdict);
});

it("asks for the result when the payload is null", async () => {
  const { verdict, read } = await firstDelivery({ payloadNull: { nth: [1] } });
  expect([verdict, read().outcome.kind]).toEqual(["ok", "fetch"]);
});

it("survives a payload nested 50,000 levels deep", async () => {
  const { verdict, read } = await firstDelivery({ deepBody: { nth: [1] } });
  expect(verdict).toBe("ok");
  expect(read().outcome.kind).toBe("result");
});
