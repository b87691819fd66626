import * as z from "zod";
import { FalError, type FalErrorCode } from "./errors.ts";

const Detail = z.object({
  type: z.string().catch(""),
  loc: z.array(z.union([z.string(), z.number()])).catch([]),
  msg: z.string().catch(""),
});
const ErrorBody = z.object({
  detail: z
    .union([z.array(Detail), z.string()])
    .optional()
    .catch(undefined),
  error_type: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
});

/** Types of a model's own refusals (`detail[].type`) that mean something else than "a parameter is wrong". */
const DETAIL_TYPES: Readonly<Record<string, FalErrorCode>> = {
  content_policy_violation: "CONTENT_POLICY_VIOLATION",
  no_media_generated: "BAD_ANSWER",
  generation_timeout: "GENERATION_TIMEOUT",
  internal_server_error: "INTERNAL_ERROR",
  downstream_service_error: "INTERNAL_ERROR",
  downstream_service_unavailable: "MODEL_UNAVAILABLE",
  file_download_error: "REFERENCE_UNREADABLE",
  image_load_error: "REFERENCE_UNREADABLE",
};

/** Types of the platform's failures (`error_type` in body or header). */
const PLATFORM_TYPES: Readonly<Record<string, FalErrorCode>> = {
  request_timeout: "GENERATION_TIMEOUT",
  startup_timeout: "MODEL_UNAVAILABLE",
  runner_scheduling_failure: "MODEL_UNAVAILABLE",
  runner_connection_timeout: "MODEL_UNAVAILABLE",
  runner_disconnected: "INTERNAL_ERROR",
  runner_connection_refused: "MODEL_UNAVAILABLE",
  runner_connection_error: "INTERNAL_ERROR",
  runner_incomplete_response: "INTERNAL_ERROR",
  runner_server_error: "INTERNAL_ERROR",
  internal_error: "INTERNAL_ERROR",
  client_disconnected: "CANCELLED",
  client_cancelled: "CANCELLED",
  bad_request: "INVALID_INPUT",
  concurrent_requests_limit: "RATE_LIMIT_EXCEEDED",
};

const STATUSES: Readonly<Record<number, FalErrorCode>> = {
  400: "INVALID_PROMPT",
  401: "AUTHENTICATION_FAILED",
  402: "ACCOUNT_LOCKED",
  403: "ACCOUNT_LOCKED",
  404: "MODEL_UNAVAILABLE",
  408: "GENERATION_TIMEOUT",
  422: "INVALID_INPUT",
  429: "RATE_LIMIT_EXCEEDED",
  499: "CANCELLED",
  500: "INTERNAL_ERROR",
  502: "INTERNAL_ERROR",
  503: "MODEL_UNAVAILABLE",
  504: "GENERATION_TIMEOUT",
};

/** Connection failures before the first byte of the request could leave. */
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const DETAIL_MAX_CHARS = 300;

export interface FalFailure {
  /** HTTP status, or undefined when only the body is known (a webhook). */
  status?: number | undefined;
  body: unknown;
  headers?: Headers | undefined;
  requestId?: string | undefined;
}

/** What FAL's failed answer means: by `detail[].type`, then `error_type`, then status; never by message text. */
export function falErrorFrom(failure: FalFailure): FalError {
  const code = classified(failure) ?? STATUSES[failure.status ?? 0] ?? byClass(failure.status);
  const retryAfter = Number(failure.headers?.get("retry-after") ?? Number.NaN);
  return new FalError(code, {
    detail: describe(failure.body),
    statusCode: failure.status,
    requestId: failure.requestId ?? failure.headers?.get("x-fal-request-id") ?? undefined,
    ...(retryAfter > 0 && { retryAfterSeconds: Math.ceil(retryAfter) }),
  });
}

/** The code that FAL itself states in a typed body or header; undefined when there is only a status. */
export function classified({ body, headers, status }: FalFailure): FalErrorCode | undefined {
  const parsed = ErrorBody.safeParse(body);
  const { detail, error_type, status: word } = parsed.success ? parsed.data : {};
  if (word === "NOT_FOUND") return "REQUEST_NOT_FOUND";
  if (status === 504 && headers?.get("x-fal-request-timeout-type") === "user") return "MODEL_UNAVAILABLE";
  if (Array.isArray(detail) && detail.length > 0) return byDetail(detail);
  const type = error_type ?? headers?.get("x-fal-error-type") ?? undefined;
  return type === undefined ? undefined : PLATFORM_TYPES[type];
}

/**
 * A request that got no answer. `sent` says that the request could have had an effect (a submission); when its
 * bytes may have left, the outcome is SUBMIT_UNKNOWN.
 */
export function falErrorFromTransport(error: unknown, { sent }: { sent: boolean }): FalError {
  const code = transportCode(error);
  const mayHaveArrived = sent && !UNSENT.has(code);
  return new FalError(mayHaveArrived ? "SUBMIT_UNKNOWN" : "NETWORK_ERROR", {
    detail: `(${code})`,
    cause: error,
  });
}

function byDetail(details: Array<z.infer<typeof Detail>>): FalErrorCode {
  for (const { type } of details) {
    const known = DETAIL_TYPES[type];
    if (known) return known;
  }
  return details.every(({ loc }) => loc.includes("prompt")) ? "INVALID_PROMPT" : "INVALID_INPUT";
}

function byClass(status: number | undefined): FalErrorCode {
  if (status === undefined || status >= 500) return "INTERNAL_ERROR";
  return status >= 400 ? "INVALID_INPUT" : "BAD_ANSWER";
}

function describe(body: unknown): string | undefined {
  const detail = ErrorBody.safeParse(body).data?.detail;
  if (detail === undefined) return undefined;
  const text =
    typeof detail === "string"
      ? detail
      : detail.map(({ loc, msg, type }) => `${loc.join(".")}: ${msg || type}`).join("; ");
  return text.slice(0, DETAIL_MAX_CHARS);
}

/** The system's code at the end of the cause chain, or the name of the outermost error (`TimeoutError`). */
function transportCode(error: unknown): string {
  let current: unknown = error;
  let name = "unknown";
  for (let depth = 0; current instanceof Error && depth < 5; depth += 1) {
    if ("code" in current && typeof current.code === "string") return current.code;
    if (depth === 0) name = current.name;
    current = current.cause;
  }
  return name;
}
