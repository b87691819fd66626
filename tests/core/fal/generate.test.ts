import { describe, expect, it } from "vitest";
import {
  cancelRequest,
  createFalQueue,
  decideRecovery,
  falInput,
  GenerationRequest,
  generateImage,
  generateImageBatch,
  getStatus,
  listModels,
  parseImageAnswer,
  parseTextAnswer,
  priceMicroUsd,
} from "../../../packages/core/src/fal/index.ts";
import { sandbox } from "../../fal-sandbox/support/stage.ts";

async function given(options: Parameters<typeof sandbox>[0] = {}) {
  const fal = await sandbox(options);
  const queue = createFalQueue({
    apiKey: () => "sandbox-key",
    queueBaseUrl: fal.queueUrl,
    restBaseUrl: fal.restUrl,
  });
  return { fal, queue, context: { queue, pollFirstMs: 10 } };
}

const request = (fields: object) =>
  GenerationRequest.parse({ model: "fal-ai/flux/dev", prompt: "a fox", ...fields });

describe("generateImage", () => {
  it("draws one image with one submission and tells its size, seed and time", async () => {
    const { fal, context } = await given();
    const image = await generateImage({ prompt: "a fox", seed: 7, width: 512, height: 768 }, context);
    expect(image).toMatchObject({
      width: 512,
      height: 768,
      seed: "7",
      contentType: "image/png",
      warnings: [],
    });
    expect(image.url.startsWith(fal.mediaOrigin)).toBe(true);
    expect(image.inferenceTime).toBeGreaterThanOrEqual(0);
    expect(fal.bill().requests).toHaveLength(1);
  });

  it("tells the asked seed where the model returns none", async () => {
    const { queue, context } = await given();
    const { url } = await generateImage({ prompt: "a fox", width: 512, height: 512 }, context);
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const reference = await queue.upload(bytes, "image/png");
    const edited = await generateImage(
      {
        prompt: "the fox from behind",
        model: "fal-ai/nano-banana-2/edit",
        referenceUrls: [reference],
        seed: 11,
      },
      context,
    );
    expect(edited.seed).toBe("11");
  });

  it("refuses bad options before anything is sent", async () => {
    const { fal, context } = await given();
    await expect(generateImage({ prompt: "" }, context)).rejects.toMatchObject({ code: "request.invalid" });
    await expect(generateImage({ prompt: "x", model: "other/model" }, context)).rejects.toMatchObject({
      code: "model.unknown",
    });
    await expect(generateImage({ prompt: "x", customLoRA: ["unknown"] }, context)).rejects.toMatchObject({
      kind: "input",
    });
    expect(fal.bill().requests).toHaveLength(0);
  });

  it("cancels what does not come in time", async () => {
    const { context } = await given({ latencyMs: 60_000 });
    const waiting = generateImage({ prompt: "a fox" }, { ...context, waitMaxSeconds: 0.05 });
    await expect(waiting).rejects.toMatchObject({ code: "generation.wait-timeout", kind: "timeout" });
  });
});

describe("the catalogue against the sandbox", () => {
  const models = listModels().filter(({ size }) => size.form !== "none");
  it.each(models.map((model) => [model.id, model] as const))(
    "draws with %s at the catalogue's price",
    async (id, model) => {
      const { fal, queue, context } = await given();
      const { url } = await generateImage({ prompt: "a fox", model: "fal-ai/flux/schnell" }, context);
      const side = model.size.form === "image-size" ? Math.max(1024, model.size.side.min) : 1024;
      const references = model.references.max === 0 ? 0 : Math.min(2, model.references.max);
      const asked = request({
        model: id,
        width: side,
        height: side,
        references,
        ...(model.seed.accepted && { seed: 5 }),
        ...(model.azimuth && { azimuthDegrees: 135 }),
        ...(model.loras && { loras: [{ name: "realism", scale: 0.7 }] }),
        ...(model.controls[0] && { control: { kind: model.controls[0], scale: 0.5 } }),
        ...(model.negativePrompt && { negativePrompt: "text" }),
      });
      const before = fal.bill().billedUsd;
      const { input } = falInput(asked, {
        referenceUrls: Array.from({ length: references }, () => url),
        controlUrl: asked.control && url,
      });
      const submitted = await queue.submit({ model: id, input });
      await expect.poll(() => queue.status(submitted)).toMatchObject({ state: "completed", error: null });
      const answer = parseImageAnswer(await queue.result(submitted));
      expect(answer.seed).toBe(model.seed.returned ? "5" : null);
      const billed = Math.round((fal.bill().billedUsd - before) * 1_000_000);
      expect(priceMicroUsd(model, { width: side, height: side, references })).toBe(billed);
    },
  );
});

describe("generateImageBatch", () => {
  it("gives every prompt its own outcome, in order", async () => {
    const { context } = await given();
    const outcomes = await generateImageBatch(["a fox", "", "an owl"], {
      ...context,
      width: 256,
      height: 256,
      atOnce: 2,
    });
    expect(outcomes.map(({ ok, prompt }) => [ok, prompt])).toEqual([
      [true, "a fox"],
      [false, ""],
      [true, "an owl"],
    ]);
  });

  it("keeps a bounded number in flight", async () => {
    const { queue } = await given();
    let inFlight = 0;
    let most = 0;
    const counting: typeof queue = {
      ...queue,
      submit: (submission) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        return queue.submit(submission);
      },
      result: (urls) =>
        queue.result(urls).finally(() => {
          inFlight -= 1;
        }),
    };
    const prompts = Array.from({ length: 9 }, (_, index) => `fox ${index}`);
    const outcomes = await generateImageBatch(prompts, {
      queue: counting,
      pollFirstMs: 10,
      atOnce: 3,
      width: 256,
      height: 256,
    });
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(most).toBe(3);
  });
});

describe("getStatus and cancelRequest", () => {
  it("follow one request from the queue to its end", async () => {
    const { queue } = await given({ latencyMs: 60_000, concurrency: 1 });
    const { model, input } = falInput(request({}), { referenceUrls: [] });
    const running = await queue.submit({ model, input });
    const queued = await queue.submit({ model, input: { ...input, seed: 2 } });
    await expect.poll(() => getStatus(running, { queue })).toEqual({ state: "in-progress" });
    expect(await getStatus(queued, { queue })).toMatchObject({ state: "in-queue", position: 0 });
    expect(await cancelRequest(queued, { queue })).toBe("cancelled");
    await expect(queue.result(queued)).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await cancelRequest(running, { queue })).toBe("requested");
    const unknown = {
      statusUrl: running.statusUrl.replace(running.requestId, "nobody"),
      responseUrl: running.responseUrl.replace(running.requestId, "nobody"),
      cancelUrl: running.cancelUrl.replace(running.requestId, "nobody"),
    };
    expect(await getStatus(unknown, { queue })).toEqual({ state: "not-found" });
    expect(await cancelRequest(unknown, { queue })).toBe("not-found");
    await expect(queue.result(unknown)).rejects.toMatchObject({ code: "REQUEST_NOT_FOUND" });
  });
});

describe("against the sandbox's faults", () => {
  it("never submits twice when the answer to an accepted request is lost", async () => {
    const { fal, queue } = await given();
    for (const fault of ["acceptedButResponseLost", "acceptedThen503"] as const) {
      fal.setFaults({ [fault]: { rate: 1 } });
      const before = fal.bill().requests.length;
      const { model, input } = falInput(request({ seed: before }), { referenceUrls: [] });
      await expect(queue.submit({ model, input })).rejects.toMatchObject({ name: "FalSubmitUnknown" });
      await expect.poll(() => fal.bill().requests.length).toBe(before + 1);
    }
  });

  it("recovers from a model that is down by the table's own means", async () => {
    const { fal, queue } = await given();
    fal.setFaults({ http429: { nth: [1] } });
    const asked = request({ width: 256, height: 256 });
    const submit = (what: GenerationRequest) => {
      const { model, input } = falInput(what, { referenceUrls: [] });
      return queue.submit({ model, input });
    };
    const error = await submit(asked).then(
      () => undefined,
      (thrown: { name: string; code: string }) => thrown,
    );
    const decision = decideRecovery({
      error: error ?? { name: "none" },
      request: asked,
      attempts: [],
      random: 0,
    });
    if (decision.action !== "retry") throw new Error("expected a retry");
    expect(decision.what).toContain("rate limit");
    expect((await submit(decision.request)).requestId).not.toBe("");
  });

  it("reads a vision model's answer with its cost", async () => {
    const { queue, context } = await given();
    const { url } = await generateImage({ prompt: "a fox", width: 256, height: 256 }, context);
    const asked = request({
      model: "openrouter/router/vision",
      references: 1,
      vision: { systemPrompt: "Answer with one JSON object.", maxTokens: 500 },
    });
    const { model, input } = falInput(asked, {
      referenceUrls: [url],
      languageModel: "google/gemini-2.5-flash",
    });
    const submitted = await queue.submit({ model, input });
    await expect.poll(() => queue.status(submitted)).toMatchObject({ state: "completed" });
    const answer = parseTextAnswer(await queue.result(submitted));
    expect(answer.text.length).toBeGreaterThan(0);
    expect(answer.costUsd).toBeGreaterThan(0);
  });
});
