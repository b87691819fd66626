import { describe, expect, it } from "vitest";
import { LikenessError } from "../../../packages/core/src/errors.ts";
import {
  FAL_ERRORS,
  FalError,
  type FalErrorCode,
  getRetryDelay,
  handleFalError,
  shouldRetry,
} from "../../../packages/core/src/fal/index.ts";

const CODES = Object.keys(FAL_ERRORS) as FalErrorCode[];

describe("FalError", () => {
  it.each(CODES)("carries name, kind and retryability of %s", (code) => {
    const error = new FalError(code, { detail: "because" });
    const { name, kind, retryable, message } = FAL_ERRORS[code];
    expect(error).toMatchObject({ name, kind, code, retryable, message: `${message} because` });
    expect(error).toBeInstanceOf(LikenessError);
  });

  it("gives every code a name of its own", () => {
    expect(new Set(CODES.map((code) => FAL_ERRORS[code].name)).size).toBe(CODES.length);
  });
});

describe("handleFalError", () => {
  it("keeps a FalError and wraps anything else with its cause", () => {
    const error = new FalError("CANCELLED");
    expect(handleFalError(error)).toBe(error);
    const cause = new TypeError("x is not a function");
    expect(handleFalError(cause)).toMatchObject({ code: "INTERNAL_ERROR", cause });
  });
});

describe("shouldRetry", () => {
  it.each([
    ["RATE_LIMIT_EXCEEDED", true],
    ["MODEL_UNAVAILABLE", true],
    ["GENERATION_TIMEOUT", true],
    ["INTERNAL_ERROR", true],
    ["INVALID_PROMPT", false],
    ["AUTHENTICATION_FAILED", false],
    ["ACCOUNT_LOCKED", false],
    ["CONTENT_POLICY_VIOLATION", false],
  ] as const)("%s: %s", (code, expected) => {
    expect(shouldRetry(new FalError(code))).toBe(expected);
  });
});

describe("getRetryDelay", () => {
  it("doubles from 2 seconds up to 60", () => {
    const nearlyOne = 1 - Number.EPSILON;
    expect([1, 2, 3, 4, 5, 6, 7, 100].map((attempt) => getRetryDelay(attempt, nearlyOne))).toEqual([
      2, 4, 8, 16, 32, 60, 60, 60,
    ]);
  });

  it("spreads over the upper half", () => {
    expect(getRetryDelay(5, 0)).toBe(16);
    expect(getRetryDelay(5, 0.5)).toBe(24);
  });
});
