import { Entity } from "electrodb";
import { isConditionFailure, key, lazy, tableBinding } from "../table/index.ts";

/** One counter per project, day (UTC), operation and model; amounts in micro-dollars. */
export const spends = lazy(
  () =>
    new Entity(
      {
        model: { entity: "spend", service: "likeness", version: "1" },
        attributes: {
          projectId: { type: "string", required: true },
          day: { type: "string", required: true },
          operation: { type: "string", required: true },
          model: { type: "string", required: true },
          submissions: { type: "number" },
          microUsd: { type: "number" },
          suspects: { type: "number" },
          suspectMicroUsd: { type: "number" },
          /** Submissions that are counted here and not yet known to be at their own row. */
          unsettled: { type: "set", items: "string" },
        },
        indexes: {
          primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["day", "operation", "model"]) },
        },
      },
      tableBinding(),
    ),
);

/** What one submission adds to which counter. `isSuspect`: it may have been billed, nobody can tell. */
export interface Entry {
  projectId: string;
  /** The day it was billed, as `2026-01-31`. */
  day: string;
  operation: string;
  model: string;
  generationId: string;
  microUsd: number;
  isSuspect: boolean;
}

/**
 * Adds one submission to its counter; a second call before `settleEntry` adds nothing, because the same write leaves
 * a mark.
 */
export async function countEntry({ generationId, microUsd, isSuspect, ...place }: Entry): Promise<void> {
  const counter = keyOf(place);
  const amount = isSuspect ? { suspects: 1, suspectMicroUsd: microUsd } : { submissions: 1, microUsd };
  try {
    await spends()
      .update(counter)
      .add({ ...amount, unsettled: [generationId] })
      .where(
        ({ unsettled }, { notContains, notExists }) =>
          `(${notExists(unsettled)} OR ${notContains(unsettled, generationId)})`,
      )
      .go();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** Takes the mark away, once the submission's own row says that it is counted. Idempotent. */
export async function settleEntry({ generationId, ...place }: Entry): Promise<void> {
  await spends()
    .update(keyOf(place))
    .delete({ unsettled: [generationId] })
    .go();
}

function keyOf({
  projectId,
  day,
  operation,
  model,
}: Pick<Entry, "projectId" | "day" | "operation" | "model">) {
  return { projectId, day, operation, model };
}
