import { Entity } from "electrodb";
import * as z from "zod";
import { INDEX, key, lazy, tableBinding, WORK_LIST } from "../table/index.ts";

export const OPERATIONS = ["master-reference", "profile-360", "composite-shot", "second-opinion"] as const;
export type Operation = (typeof OPERATIONS)[number];

const JOB_STATES = ["queued", "running", "cancelling", "succeeded", "failed", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** States a job never leaves. */
export const TERMINAL_STATES: readonly JobState[] = ["succeeded", "failed", "cancelled"];

/** Why a job ended badly; `details` names the angles or candidates concerned. */
export const Problem = z.object({
  code: z.string(),
  message: z.string(),
  details: z.array(z.object({ slot: z.string(), reason: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** A job row. `input` is the parsed request, `plan` what planning fixed once, `result` the answer's body. */
export const Row = z.object({
  jobId: z.string(),
  projectId: z.string(),
  person: z.string(),
  operation: z.enum(OPERATIONS),
  state: z.enum(JOB_STATES),
  stage: z.string(),
  total: z.number(),
  input: z.record(z.string(), z.unknown()),
  result: z.record(z.string(), z.unknown()).optional(),
  problem: Problem.optional(),
  costMicroUsd: z.number().optional(),
  /** Stands for everything that shapes what the job makes; see unchanged.ts. */
  fingerprint: z.string().optional(),
  /** The result was made by an earlier job; this one bought nothing. */
  isReused: z.boolean().optional(),
  /** What may be spent, and what of it is spent or promised; only where the caller set a limit. */
  budgetMicroUsd: z.number().optional(),
  reservedMicroUsd: z.number().optional(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** Shard of the index of open jobs: present until the job ended. */
  gsi2pk: z.string().optional(),
  expiresAt: z.number(),
});
export type Row = z.infer<typeof Row>;

export const jobs = lazy(
  () =>
    new Entity(
      {
        model: { entity: "job", service: "likeness", version: "1" },
        attributes: {
          jobId: { type: "string", required: true },
          projectId: { type: "string", required: true },
          person: { type: "string", required: true },
          operation: { type: OPERATIONS, required: true },
          state: { type: JOB_STATES, required: true },
          stage: { type: "string", required: true },
          total: { type: "number", required: true },
          input: { type: "any", required: true },
          result: { type: "any" },
          problem: { type: "any" },
          costMicroUsd: { type: "number" },
          fingerprint: { type: "string" },
          isReused: { type: "boolean" },
          budgetMicroUsd: { type: "number" },
          reservedMicroUsd: { type: "number" },
          createdAt: { type: "string", required: true },
          startedAt: { type: "string" },
          endedAt: { type: "string" },
          gsi2pk: { type: "string" },
          expiresAt: { type: "number", required: true },
        },
        indexes: {
          primary: { pk: key("pk", ["jobId"]), sk: key("sk", []) },
          ofProject: { index: INDEX.list, pk: key("gsi1pk", ["projectId"]), sk: key("gsi1sk", ["jobId"]) },
          open: {
            ...WORK_LIST,
            pk: key("gsi2pk", ["gsi2pk"]),
            sk: key("gsi2sk", ["jobId"]),
          },
        },
      },
      tableBinding(),
    ),
);
