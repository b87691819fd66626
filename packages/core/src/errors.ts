/**
 * The one place that knows HTTP numbers: what kind of failure it is decides the status the caller sees.
 */
export const HTTP_STATUS = {
  input: 400,
  auth: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  "too-large": 413,
  mismatch: 422,
  rate: 429,
  internal: 500,
  upstream: 502,
  unavailable: 503,
  timeout: 504,
} as const;

export type ErrorKind = keyof typeof HTTP_STATUS;

/** One thing that is wrong with one field of the caller's input; `field` is a dotted path such as `angles.3`. */
export interface FieldProblem {
  field: string;
  message: string;
}

export interface ErrorOptions {
  cause?: unknown;
  problems?: FieldProblem[];
  /** Seconds after which trying again makes sense; becomes `Retry-After`. */
  retryAfterSeconds?: number;
}

/**
 * An error whose message may be shown to the caller. `code` is dotted and stable (`master.not-found`);
 * `kind` decides the HTTP status. Its `name` is what a state machine's Retry and Catch match on.
 */
export class LikenessError extends Error {
  override name: string = "LikenessError";
  readonly kind: ErrorKind;
  readonly code: string;
  readonly problems: FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, code: string, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.problems = options.problems ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** An input that does not fit: 400 with one problem per field. */
export function inputError(code: string, problems: FieldProblem[]): LikenessError {
  const summary = problems.map((problem) => `${problem.field}: ${problem.message}`).join("; ");
  return new LikenessError("input", code, summary, { problems });
}

/** Something that does not exist or that the caller may not see; the two must look alike. */
export function notFound(noun: string, id: string): LikenessError {
  return new LikenessError("missing", `${noun}.not-found`, `No ${noun} ${id} that you may see.`);
}
