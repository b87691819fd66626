import { describe, expect, it } from "vitest";
import { redact } from "../../packages/core/src/log.ts";

describe("what is logged", () => {
  it.each([
    "authorization",
    "FAL_KEY",
    "taskToken",
    "x-fal-webhook-signature",
    "secretAccessKey",
    "password",
  ])("never shows %s", (key) => {
    expect(redact(key, "hunter2")).toBe("[redacted]");
  });

  it("keeps an address but not what signs it", () => {
    const url = "https://bucket/x.webp?X-Amz-Credential=AKIA/2026&X-Amz-Signature=abc123&w=5";
    expect(redact("url", url)).toBe(
      "https://bucket/x.webp?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]&w=5",
    );
  });

  it("shortens a prompt and says how long it was", () => {
    expect(redact("prompt", "x".repeat(500))).toBe(`${"x".repeat(200)}… (500 characters)`);
  });

  it("leaves ids and numbers alone", () => {
    expect(redact("jobId", "job_1")).toBe("job_1");
    expect(redact("ms", 12)).toBe(12);
  });
});
