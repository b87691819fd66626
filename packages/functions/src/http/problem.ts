import { type ErrorKind, type FieldProblem, HTTP_STATUS, LikenessError } from "@likeness/core/errors";
import { log } from "@likeness/core/log";
import type { MiddlewareObj } from "@middy/core";
import * as z from "zod";
import type { HttpAnswer, HttpEvent } from "./event.ts";

const TITLES: Record<ErrorKind, string> = {
  input: "The request does not fit",
  auth: "Not signed in",
  forbidden: "Not allowed",
  missing: "Not found",
  conflict: "Conflict",
  "too-large": "Too large",
  mismatch: "Does not match",
  rate: "Too many requests",
  internal: "Internal error",
  upstream: "The image provider failed",
  unavailable: "Not available right now",
  timeout: "Took too long",
};

/** Turns whatever was thrown into an RFC 9457 problem document. Attach it last, so that it answers first. */
export function problems(): MiddlewareObj<HttpEvent, HttpAnswer> {
  return {
    onError: (request) => {
      const requestId = request.event.requestContext.requestId;
      request.response = problemAnswer(known(request.error, requestId), requestId);
    },
  };
}

/** The problem document of an error; only its own message and fields are shown. */
function problemAnswer(error: LikenessError, requestId: string): HttpAnswer {
  const status = HTTP_STATUS[error.kind];
  const isOurs = error.kind === "internal";
  const body = {
    type: `urn:likeness:problem:${error.code.toLowerCase().replaceAll("_", "-")}`,
    title: TITLES[error.kind],
    status,
    code: error.code,
    detail: isOurs ? "Something went wrong on our side; it was logged under this request id." : error.message,
    requestId,
    ...(error.problems.length > 0 && { problems: error.problems }),
  };
  const retryAfter = error.retryAfterSeconds;
  return {
    statusCode: status,
    headers: {
      "content-type": "application/problem+json",
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    },
    body: JSON.stringify(body),
  };
}

function known(error: unknown, requestId: string): LikenessError {
  if (error instanceof z.ZodError) {
    return new LikenessError("input", "request.invalid", "The request does not fit; see problems.", {
      problems: fieldProblems(error),
    });
  }
  if (error instanceof LikenessError && error.kind !== "internal") return error;
  log().error("request failed", { requestId, error: error as Error });
  if (error instanceof LikenessError) return error;
  return new LikenessError("internal", "internal", "internal", { cause: error });
}

/** One entry per wrong field; unknown fields are named one by one. */
function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.join(".");
    if (issue.code !== "unrecognized_keys") return [{ field: path || "body", message: issue.message }];
    return issue.keys.map((name) => ({
      field: [path, name].filter(Boolean).join("."),
      message: "is not known here",
    }));
  });
}
