import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { difference } from "./difference.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { Subject } from "./subject.ts";

/** Everything the artist has drawn or seen, kept in one append-only file. */
export interface Memory {
  /** Remembers that a picture shows subjects (several in a scene); a picture it already knows is not written again. */
  remember(fingerprint: Fingerprint, subjects: readonly Subject[]): void;
  /** Who a picture shows, or undefined when nothing remembered looks like it. */
  recall(fingerprint: Fingerprint): Recollection | undefined;
  /** The number of remembered pictures. */
  size(): number;
}

/** A recognised picture. */
export interface Recollection {
  readonly subjects: readonly Subject[];
  /** 0 for the very same picture, up to 1. */
  readonly difference: number;
  /** How much worse the best picture of anybody else fits; infinite when there is nobody else. */
  readonly margin: number;
}

const FILE_NAME = "pictures.jsonl";

const Line = z.discriminatedUnion("record", [
  z.strictObject({ record: z.literal("cast"), id: z.string(), subjects: z.array(Subject).min(1) }),
  z.strictObject({
    record: z.literal("picture"),
    cast: z.string(),
    subject: z.string().nullable(),
    frame: z.string(),
  }),
]);
type Line = z.infer<typeof Line>;

/** Opens the memory in a directory, creating both where they are missing. A line cut short by a crash is left out. */
export function openMemory(dir: string): Memory {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, FILE_NAME);
  const casts = new Map<string, readonly Subject[]>();
  const pictures: { cast: string; fingerprint: Fingerprint }[] = [];
  for (const line of existsSync(file) ? readLines(file) : []) {
    if (line.record === "cast") casts.set(line.id, line.subjects);
    else pictures.push({ cast: line.cast, fingerprint: unpack(line) });
  }
  const write = (line: Line): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
  return {
    remember: (fingerprint, subjects) => {
      const cast = JSON.stringify(subjects);
      if (pictures.some((known) => known.cast === cast && difference(known.fingerprint, fingerprint) < 0.02))
        return;
      if (!casts.has(cast)) {
        casts.set(cast, subjects);
        write({ record: "cast", id: cast, subjects: [...subjects] });
      }
      pictures.push({ cast, fingerprint });
      write({ record: "picture", cast, ...pack(fingerprint) });
    },
    recall: (fingerprint) => {
      const best = nearest(pictures, fingerprint);
      const subjects = best === undefined ? undefined : casts.get(best.cast);
      return best === undefined || best.difference > 1 || subjects === undefined
        ? undefined
        : { ...best, subjects };
    },
    size: () => pictures.length,
  };
}

function nearest(pictures: readonly { cast: string; fingerprint: Fingerprint }[], wanted: Fingerprint) {
  const bestOf = new Map<string, number>();
  for (const { cast, fingerprint } of pictures) {
    const away = difference(fingerprint, wanted);
    if (away < (bestOf.get(cast) ?? Number.POSITIVE_INFINITY)) bestOf.set(cast, away);
  }
  const [first, second] = [...bestOf].sort(([, a], [, b]) => a - b);
  if (first === undefined) return undefined;
  return {
    cast: first[0],
    difference: first[1],
    margin: (second?.[1] ?? Number.POSITIVE_INFINITY) - first[1],
  };
}

function readLines(file: string): readonly Line[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text) => {
      try {
        return [Line.parse(JSON.parse(text))];
      } catch {
        return [];
      }
    });
}

function pack({ subject, frame }: Fingerprint): { subject: string | null; frame: string } {
  return {
    subject: subject === undefined ? null : Buffer.from(subject).toString("base64"),
    frame: Buffer.from(frame).toString("base64"),
  };
}

function unpack({ subject, frame }: { subject: string | null; frame: string }): Fingerprint {
  return {
    subject: subject === null ? undefined : new Uint8Array(Buffer.from(subject, "base64")),
    frame: new Uint8Array(Buffer.from(frame, "base64")),
  };
}
