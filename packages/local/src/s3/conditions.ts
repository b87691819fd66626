/** The four conditional headers of HTTP, as received. */
export type Conditions = {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
  ifModifiedSince?: string | undefined;
  ifUnmodifiedSince?: string | undefined;
};

/** What conditions are held against; `etag` without quotes. */
export type Validators = { etag: string; lastModifiedMs: number };

/** `not-modified` is 304 for a read; a write treats it as `failed` (412). */
export type Verdict = "pass" | "failed" | "not-modified";

/** Reads the conditional headers; `prefix` is `x-amz-copy-source-` for the source of a copy. */
export function readConditions(headers: ReadonlyMap<string, string>, { prefix = "" } = {}): Conditions {
  return {
    ifMatch: headers.get(`${prefix}if-match`),
    ifNoneMatch: headers.get(`${prefix}if-none-match`),
    ifModifiedSince: headers.get(`${prefix}if-modified-since`),
    ifUnmodifiedSince: headers.get(`${prefix}if-unmodified-since`),
  };
}

/** Decides in the order of RFC 9110: an entity tag always outranks the date beside it; an unreadable date is ignored. */
export function judge(conditions: Conditions, current: Validators | undefined): Verdict {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, current)) return "failed";
  } else if (isModifiedAfter(ifUnmodifiedSince, current)) {
    return "failed";
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, current) ? "not-modified" : "pass";
  return isModifiedAfter(ifModifiedSince, current) === false ? "not-modified" : "pass";
}

function matches(list: string, current: Validators | undefined): boolean {
  if (!current) return false;
  return list
    .split(",")
    .map((tag) =>
      tag
        .trim()
        .replace(/^W\//, "")
        .replace(/^"(.*)"$/, "$1"),
    )
    .some((tag) => tag === "*" || tag === current.etag);
}

/** Undefined when there is no readable date or no object. HTTP dates have whole seconds. */
function isModifiedAfter(date: string | undefined, current: Validators | undefined): boolean | undefined {
  const dateMs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(dateMs) || !current) return undefined;
  return Math.floor(current.lastModifiedMs / 1000) * 1000 > dateMs;
}
