import { createHash } from "node:crypto";
import { Entity } from "electrodb";
import * as z from "zod";
import { BRAIN } from "../limits.ts";
import { key, lazy, tableBinding, WORK_LIST } from "../table/index.ts";
import { Info, SUBJECT_KINDS } from "./info.ts";

/**
 * The whole row. `masters` and `profiles` are versions in order, the first is version 1. The row is its own outbox
 * item: every change bumps `revision` and leaves it `pending` in the same write, until its relations are where they
 * belong.
 */
export const Row = Info.extend({
  masters: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  revision: z.number().default(1),
  graphState: z.literal("pending").optional(),
  deletedAt: z.string().optional(),
});
export type Row = z.infer<typeof Row>;

export const subjects = lazy(
  () =>
    new Entity(
      {
        model: { entity: "subject", service: "likeness", version: "1" },
        attributes: {
          subjectId: { type: "string", required: true },
          projectId: { type: "string", required: true },
          type: { type: SUBJECT_KINDS, required: true },
          name: { type: "string", required: true },
          description: { type: "string", required: true },
          style: { type: "string" },
          styleId: { type: "string" },
          environment: { type: "any" },
          lighting: { type: "any" },
          camera: { type: "any" },
          locationId: { type: "string" },
          cast: { type: "any" },
          masters: { type: "list", items: { type: "string" } },
          profiles: { type: "list", items: { type: "string" } },
          currentMasterId: { type: "string" },
          currentProfileId: { type: "string" },
          version: { type: "number" },
          revision: { type: "number" },
          graphState: { type: ["pending"] as const },
          createdAt: { type: "string", required: true },
          updatedAt: { type: "string" },
          deletedAt: { type: "string" },
          expiresAt: { type: "number" },
          gsi2pk: { type: "string" },
          gsi2sk: { type: "string" },
        },
        indexes: {
          primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["subjectId"]) },
          pending: {
            ...WORK_LIST,
            pk: key("gsi2pk", ["gsi2pk"]),
            sk: key("gsi2sk", ["gsi2sk"]),
          },
        },
      },
      tableBinding(),
    ),
);

/** One word of a name, in the order of words; a search reads those that begin as asked. */
export const names = lazy(
  () =>
    new Entity(
      {
        model: { entity: "subjectname", service: "likeness", version: "1" },
        attributes: {
          projectId: { type: "string", required: true },
          word: { type: "string", required: true },
          subjectId: { type: "string", required: true },
        },
        indexes: { primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["word", "subjectId"]) } },
      },
      tableBinding(),
    ),
);

/** What puts a changed row into the outbox. */
export function pendingFields(subjectId: string, now: string) {
  const shard = createHash("sha256").update(subjectId).digest().readUInt8(0) % BRAIN.pendingShards;
  return {
    graphState: "pending" as const,
    gsi2pk: `subjects#${shard}`,
    gsi2sk: `${now}#${subjectId}`,
    updatedAt: now,
  };
}

/** The partitions of the outbox. */
export const OUTBOX_SHARDS = Array.from({ length: BRAIN.pendingShards }, (_, shard) => `subjects#${shard}`);
