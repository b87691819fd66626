import { describe, expect, it } from "vitest";
import {
  type FalErrorCode,
  falErrorFrom,
  falErrorFromTransport,
} from "../../../packages/core/src/fal/index.ts";

const detail = (type: string, loc: unknown[] = ["body"]) => ({ detail: [{ loc, msg: "some text", type }] });

describe("falErrorFrom", () => {
  const cases: Array<[number | undefined, unknown, Record<string, string>, FalErrorCode]> = [
    [400, { detail: "bad" }, {}, "INVALID_PROMPT"],
    [401, undefined, {}, "AUTHENTICATION_FAILED"],
    [402, undefined, {}, "ACCOUNT_LOCKED"],
    [403, { detail: "User is locked. Reason: Exhausted balance" }, {}, "ACCOUNT_LOCKED"],
    [404, { detail: "Application not found" }, {}, "MODEL_UNAVAILABLE"],
    [404, { status: "NOT_FOUND" }, {}, "REQUEST_NOT_FOUND"],
    [422, detail("missing", ["body", "prompt"]), {}, "INVALID_PROMPT"],
    [422, detail("less_than_equal", ["body", "num_inference_steps"]), {}, "INVALID_INPUT"],
    [422, detail("content_policy_violation", ["body", "prompt"]), {}, "CONTENT_POLICY_VIOLATION"],
    [422, detail("no_media_generated"), {}, "BAD_ANSWER"],
    [422, detail("file_download_error", ["body", "image_urls", 0]), {}, "REFERENCE_UNREADABLE"],
    [
      422,
      { detail: [{ loc: null, msg: 7 }, { type: "content_policy_violation" }] },
      {},
      "CONTENT_POLICY_VIOLATION",
    ],
    [429, undefined, {}, "RATE_LIMIT_EXCEEDED"],
    [499, { detail: "x", error_type: "client_cancelled" }, {}, "CANCELLED"],
    [500, undefined, {}, "INTERNAL_ERROR"],
    [500, detail("internal_server_error"), {}, "INTERNAL_ERROR"],
    [500, detail("downstream_service_unavailable"), {}, "MODEL_UNAVAILABLE"],
    [503, undefined, {}, "MODEL_UNAVAILABLE"],
    [503, { detail: "x", error_type: "runner_disconnected" }, {}, "INTERNAL_ERROR"],
    [500, undefined, { "x-fal-error-type": "runner_scheduling_failure" }, "MODEL_UNAVAILABLE"],
    [504, undefined, {}, "GENERATION_TIMEOUT"],
    [504, detail("generation_timeout"), {}, "GENERATION_TIMEOUT"],
    [504, { detail: "x", error_type: "startup_timeout" }, {}, "MODEL_UNAVAILABLE"],
    [504, undefined, { "x-fal-request-timeout-type": "user" }, "MODEL_UNAVAILABLE"],
    [undefined, { detail: "x", error_type: "concurrent_requests_limit" }, {}, "RATE_LIMIT_EXCEEDED"],
    [undefined, undefined, {}, "INTERNAL_ERROR"],
    [418, "<html>teapot", {}, "INVALID_INPUT"],
    [599, { detail: 7, error_type: null }, {}, "INTERNAL_ERROR"],
    [307, "", {}, "BAD_ANSWER"],
  ];
  it.each(cases)("reads %s %j %j as %s", (status, body, headers, code) => {
    expect(falErrorFrom({ status, body, headers: new Headers(headers) }).code).toBe(code);
  });

  it("never goes by the text of a message", () => {
    const body = { detail: "rate limit exceeded: content policy violation, unauthorized" };
    expect(falErrorFrom({ status: 500, body }).code).toBe("INTERNAL_ERROR");
  });

  it("keeps FAL's request id and a short detail", () => {
    const body = { detail: [{ loc: ["body", "seed"], msg: "x".repeat(1_000), type: "value_error" }] };
    const error = falErrorFrom({ status: 422, body, headers: new Headers({ "x-fal-request-id": "req-1" }) });
    expect(error).toMatchObject({ requestId: "req-1", statusCode: 422 });
    expect(error.message).toContain("body.seed");
    expect(error.message.length).toBeLessThan(400);
  });
});

describe("falErrorFromTransport", () => {
  const because = (code: string) =>
    new TypeError("fetch failed", { cause: Object.assign(new Error(), { code }) });

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])(
    "knows that nothing left on %s",
    (code) => {
      expect(falErrorFromTransport(because(code), { sent: true }).code).toBe("NETWORK_ERROR");
    },
  );

  it.each(["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "ETIMEDOUT"])(
    "cannot know what a submission did on %s",
    (code) => {
      expect(falErrorFromTransport(because(code), { sent: true }).code).toBe("SUBMIT_UNKNOWN");
      expect(falErrorFromTransport(because(code), { sent: false }).code).toBe("NETWORK_ERROR");
    },
  );

  it("names a timeout", () => {
    const error = falErrorFromTransport(new DOMException("late", "TimeoutError"), { sent: true });
    expect(error).toMatchObject({ code: "SUBMIT_UNKNOWN", message: expect.stringContaining("TimeoutError") });
  });
});
