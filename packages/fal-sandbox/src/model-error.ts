import { toJson } from "./json.ts";

/** One entry of a model error's `detail`, as FAL writes it. */
export interface Detail {
  loc: Array<string | number>;
  msg: string;
  type: string;
  ctx?: Record<string, unknown>;
  input?: unknown;
}

/** A failure that the model reports: an HTTP status and a list of details. */
export class ModelError extends Error {
  override name = "ModelError" as const;
  readonly status: number;
  readonly details: Detail[];
  readonly isRetryable: boolean;

  constructor(
    status: number,
    { details, isRetryable = false }: { details: Detail[]; isRetryable?: boolean },
  ) {
    super(details.map((detail) => `${detail.loc.join(".")}: ${detail.msg}`).join("; "));
    this.status = status;
    this.details = details;
    this.isRetryable = isRetryable;
  }
}

/** Status, headers and body text of an answer to the caller. */
export interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** `{"detail":[…]}` with both retry headers that FAL's documents name. */
export function modelErrorAnswer({ status, details, isRetryable }: ModelError): ErrorAnswer {
  const detail = details.map(({ loc, msg, type, ctx = {}, input = null }) => ({
    loc,
    msg,
    type,
    url: `https://docs.fal.ai/errors#${type}`,
    ctx,
    input,
  }));
  return {
    status,
    headers: {
      "x-fal-error-type": details[0]?.type ?? "internal_server_error",
      "x-fal-retryable": String(isRetryable),
      "x-fal-needs-retry": isRetryable ? "1" : "0",
    },
    text: toJson({ detail }),
  };
}

const INFRASTRUCTURE_STATUS = {
  request_timeout: 504,
  runner_scheduling_failure: 503,
  runner_connection_error: 503,
  internal_error: 500,
  client_cancelled: 499,
  concurrent_requests_limit: 429,
  bad_request: 400,
} as const;

/** `{"detail":"…","error_type":"…"}` with the status that FAL gives this type. */
export function infrastructureAnswer(
  type: keyof typeof INFRASTRUCTURE_STATUS,
  { detail, headers = {} }: { detail: string; headers?: Record<string, string> },
): ErrorAnswer {
  const status = INFRASTRUCTURE_STATUS[type];
  return {
    status,
    headers: {
      "x-fal-error-type": type,
      "x-fal-needs-retry": status === 429 || status === 503 ? "1" : "0",
      ...headers,
    },
    text: JSON.stringify({ detail, error_type: type }),
  };
}
