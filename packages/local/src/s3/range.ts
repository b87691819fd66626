/** The part of an object to send. */
export type ByteRange =
  | { kind: "whole" }
  | { kind: "part"; start: number; bytes: number }
  | { kind: "unsatisfiable" };

/** Reads a Range header for an object of `size` bytes; several ranges or nonsense mean the whole, as HTTP allows. */
export function parseRange(header: string | undefined, size: number): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(" ", "") ?? "");
  if (!match) return { kind: "whole" };
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return { kind: "whole" };
  if (first === "") return suffix(Number(last), size);
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return { kind: "whole" };
  if (start >= size) return { kind: "unsatisfiable" };
  return { kind: "part", start, bytes: end - start + 1 };
}

function suffix(length: number, size: number): ByteRange {
  if (length === 0 || size === 0) return { kind: "unsatisfiable" };
  const bytes = Math.min(length, size);
  return { kind: "part", start: size - bytes, bytes };
}
