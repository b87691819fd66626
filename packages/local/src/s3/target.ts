import { S3Error } from "./errors.ts";

/** A request target taken apart; everything is percent-decoded. `key` is empty for a bucket. */
export type Target = {
  path: string;
  bucket: string;
  key: string;
  query: readonly QueryParameter[];
};
export type QueryParameter = readonly [name: string, value: string];

/** Takes `/<bucket>/<key>?<query>` apart. Nothing is normalised: `..` and `//` are legal parts of a key. */
export function parseTarget(url: string): Target {
  const { path, query } = splitUrl(url);
  const slash = path.indexOf("/", 1);
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash);
  return { path, bucket, key: slash < 0 ? "" : path.slice(slash + 1), query };
}

/** The decoded path and query of an origin-form URL; InvalidURI when it is not valid UTF-8. */
export function splitUrl(url: string): { path: string; query: QueryParameter[] } {
  if (!url.startsWith("/")) throw new S3Error("InvalidURI", "The request target must be a path.");
  const mark = url.indexOf("?");
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQuery = mark < 0 ? "" : url.slice(mark + 1);
  const parts = rawQuery.split("&").filter((part) => part !== "");
  return { path: decode(rawPath), query: parts.map(parseParameter) };
}

function parseParameter(part: string): QueryParameter {
  const spaced = part.replaceAll("+", " ");
  const equals = spaced.indexOf("=");
  if (equals < 0) return [decode(spaced), ""];
  return [decode(spaced.slice(0, equals)), decode(spaced.slice(equals + 1))];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI", "The request target is not percent-encoded UTF-8.");
  }
}
