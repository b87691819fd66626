import { afterEach, expect, it, vi } from "vitest";
import { provideSecrets, resetConfig } from "../../../packages/core/src/config.ts";
import { falQueue, resetFalQueue } from "../../../packages/core/src/fal/index.ts";
import { json, serve } from "../../support/http-server.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  resetConfig();
  resetFalQueue();
});

it("makes the container's queue once, from the settings", async () => {
  const server = await serve((_, response) => json(response, 404, { status: "NOT_FOUND" }));
  vi.stubEnv("FAL_QUEUE_BASE_URL", `${server.origin}/queue.fal.run`);
  vi.stubEnv("LOG_LEVEL", "SILENT");
  provideSecrets({ FAL_KEY: "bound-key" });
  expect(falQueue()).toBe(falQueue());
  const request = "https://queue.fal.run/fal-ai/flux/requests/1";
  const urls = { statusUrl: `${request}/status`, responseUrl: request, cancelUrl: `${request}/cancel` };
  expect(await falQueue().cancel(urls)).toBe("not-found");
  expect(server.seen[0]?.path).toBe("/queue.fal.run/fal-ai/flux/requests/1/cancel");
  expect(server.seen[0]?.headers.authorization).toBe("Key bound-key");
  await server.close();
});

it("names the missing setting before anything is sent", () => {
  vi.stubEnv("FAL_KEY", "");
  expect(() => falQueue()).toThrowError(
    expect.objectContaining({ code: "config.invalid", message: expect.stringContaining("FAL_KEY") }),
  );
});
