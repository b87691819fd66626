import { createHash } from "node:crypto";
import { Entity } from "electrodb";
import * as z from "zod";
import { GenerationRequest } from "../fal/index.ts";
import { ImageType } from "../image-type.ts";
import { GENERATION } from "../limits.ts";
import { key, LEDGER_LIST, lazy, tableBinding, WORK_LIST } from "../table/index.ts";

/**
 * planned: written by planning, nothing sent. pending: a state waits, the request is about to be sent. submitted:
 * FAL named it. answered: its outcome is on this row. resumed: the waiting state was told. done: stored. failed:
 * this attempt bought nothing. orphaned: stored, though nobody waited any more.
 */
export const GENERATION_STATES = [
  "planned",
  "pending",
  "submitted",
  "answered",
  "resumed",
  "done",
  "failed",
  "orphaned",
] as const;
export type GenerationState = (typeof GENERATION_STATES)[number];

/** Where the picture of a generation belongs once it is stored. */
export const Target = z.object({
  imageType: ImageType,
  /** Absent where a picture shows several subjects. */
  subjectId: z.string().optional(),
  collectionId: z.string().optional(),
  angle: z.number().optional(),
  /** What the picture can be measured against when it comes. */
  expects: z.object({ backdrop: z.boolean(), colors: z.array(z.string()) }).optional(),
});
export type Target = z.infer<typeof Target>;

export const ErrorNote = z.object({ name: z.string(), code: z.string(), message: z.string() });
export type ErrorNote = z.infer<typeof ErrorNote>;

/** FAL's answer as it is needed to store or parse it; kept, so that storing again never buys again. */
export const Outcome = z.object({
  imageUrl: z.string().optional(),
  text: z.string().optional(),
  seed: z.string().optional(),
  inferenceMs: z.number().optional(),
  /** What the provider says it charged, where it says so. */
  costMicroUsd: z.number().optional(),
  error: ErrorNote.optional(),
});
export type Outcome = z.infer<typeof Outcome>;

/** When a request may be sent (`slot`) or is to ask again (`later`), in milliseconds since the epoch. */
export const Turn = z.object({ kind: z.enum(["slot", "later"]), atMs: z.number() });

/** Who changed a refused prompt, and what it was before; what it is now, the request says. */
export const Revision = z.object({ by: z.enum(["rules", "language-model"]), before: z.string() });
export type Revision = z.infer<typeof Revision>;

export const Row = z.object({
  jobId: z.string(),
  generationId: z.string(),
  projectId: z.string(),
  /** What the job makes; for the ledger. */
  operation: z.string().optional(),
  slot: z.string(),
  attempt: z.number(),
  round: z.number(),
  kind: z.enum(["image", "text"]),
  state: z.enum(GENERATION_STATES),
  mediaId: z.string().optional(),
  target: Target.optional(),
  request: GenerationRequest,
  references: z.array(z.string()),
  /** The control picture's media id, where the request has one. */
  controlId: z.string().optional(),
  /** Present when the attempt before was refused for its prompt. */
  revision: Revision.optional(),
  /** Present on a request for another prompt: the refused generation. */
  rewriteOf: z.string().optional(),
  /** sha256 over parameters and reference media ids. */
  inputHash: z.string(),
  priceMicroUsd: z.number(),
  /** Set when the provider took the request; only then it counts as spent. */
  charged: z.boolean(),
  /** The submit's answer was lost and no webhook named it: it may have been paid for. */
  isSuspect: z.boolean().optional(),
  taskToken: z.string().optional(),
  /** When sending began, and the part of its webhook address that only FAL was told. */
  claimedAt: z.string().optional(),
  addressKey: z.string().optional(),
  /** Shard of the index of open requests: present while FAL or the waiting state is owed something. */
  gsi2pk: z.string().optional(),
  /** Its turn at the shared limit, where that was not at once. */
  turn: Turn.optional(),
  /** Present while the amount is final but not in the project's counters; see post.ts. */
  gsi4pk: z.string().optional(),
  /** When somebody last began to post an amount that was left behind; milliseconds since 1970. */
  postingAt: z.number().optional(),
  requestId: z.string().optional(),
  gatewayRequestId: z.string().optional(),
  statusUrl: z.string().optional(),
  responseUrl: z.string().optional(),
  cancelUrl: z.string().optional(),
  submittedAt: z.string().optional(),
  answeredAt: z.string().optional(),
  outcome: Outcome.optional(),
  /** Why the picture that FAL answered could not be taken, the last time it was tried. */
  fault: ErrorNote.optional(),
  /** Names of this attempt's failures in this round, oldest first, and what was done about the last one. */
  failures: z.array(z.string()).optional(),
  recovery: z.string().optional(),
  /** Every failure of this attempt over all rounds, oldest first: what failed and what was done about it. */
  history: z.array(z.object({ errorName: z.string(), what: z.string() })).optional(),
  createdAt: z.string(),
  expiresAt: z.number(),
});
export type Row = z.infer<typeof Row>;

/** How FAL names the request, and where it tells about it. */
const FAL_NAMES = {
  requestId: { type: "string" },
  gatewayRequestId: { type: "string" },
  statusUrl: { type: "string" },
  responseUrl: { type: "string" },
  cancelUrl: { type: "string" },
} as const;

/** What a request is made from, beside its references. */
const ORIGIN = {
  controlId: { type: "string" },
  revision: { type: "any" },
  rewriteOf: { type: "string" },
} as const;

const POSTING = { gsi4pk: { type: "string" }, postingAt: { type: "number" } } as const;

export const generations = lazy(
  () =>
    new Entity(
      {
        model: { entity: "generation", service: "likeness", version: "1" },
        attributes: {
          jobId: { type: "string", required: true },
          generationId: { type: "string", required: true },
          projectId: { type: "string", required: true },
          operation: { type: "string" },
          slot: { type: "string", required: true },
          attempt: { type: "number", required: true },
          round: { type: "number", required: true },
          kind: { type: ["image", "text"] as const, required: true },
          state: { type: GENERATION_STATES, required: true },
          mediaId: { type: "string" },
          target: { type: "any" },
          request: { type: "any", required: true },
          references: { type: "any", required: true },
          ...ORIGIN,
          inputHash: { type: "string", required: true },
          priceMicroUsd: { type: "number", required: true },
          charged: { type: "boolean", required: true },
          isSuspect: { type: "boolean" },
          taskToken: { type: "string" },
          claimedAt: { type: "string" },
          addressKey: { type: "string" },
          gsi2pk: { type: "string" },
          turn: { type: "any" },
          ...POSTING,
          ...FAL_NAMES,
          submittedAt: { type: "string" },
          answeredAt: { type: "string" },
          outcome: { type: "any" },
          fault: { type: "any" },
          failures: { type: "any" },
          recovery: { type: "string" },
          history: { type: "any" },
          createdAt: { type: "string", required: true },
          expiresAt: { type: "number", required: true },
        },
        indexes: {
          primary: { pk: key("pk", ["jobId"]), sk: key("sk", ["generationId"]) },
          unposted: {
            ...LEDGER_LIST,
            pk: key("gsi4pk", ["gsi4pk"]),
            sk: key("gsi4sk", ["generationId"]),
          },
          open: {
            ...WORK_LIST,
            pk: key("gsi2pk", ["gsi2pk"]),
            sk: key("gsi2sk", ["generationId"]),
          },
        },
      },
      tableBinding(),
    ),
);

/** The shard of the index of open generations that a generation belongs to. */
export function openShardOf(generationId: string): string {
  return `open#${createHash("sha256").update(generationId).digest().readUInt8(0) % GENERATION.openShards}`;
}
