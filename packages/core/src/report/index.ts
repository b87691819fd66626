import { Entity } from "electrodb";
import * as z from "zod";
import { isConditionFailure, key, lazy, type Page, tableBinding } from "../table/index.ts";

/**
 * What a consistency check said of a picture or turnaround, as a node of the graph: `aboutId` was verified against
 * `againstIds`. Scores are 0 to 1, null where nothing could be measured.
 */
export const Info = z.object({
  projectId: z.string(),
  reportId: z.string(),
  aboutId: z.string(),
  againstIds: z.array(z.string()).min(1),
  passed: z.boolean(),
  overallScore: z.number().min(0).max(1).nullable(),
  /** How it was measured, with the version of the method; null for casts. */
  method: z.string().nullable(),
  threshold: z.number().nullable(),
  createdAt: z.string(),
});
export type Info = z.infer<typeof Info>;

const reports = lazy(
  () =>
    new Entity(
      {
        model: { entity: "report", service: "likeness", version: "1" },
        attributes: {
          projectId: { type: "string", required: true },
          reportId: { type: "string", required: true },
          aboutId: { type: "string", required: true },
          againstIds: { type: "any", required: true },
          passed: { type: "boolean", required: true },
          overallScore: { type: "any" },
          method: { type: "any" },
          threshold: { type: "any" },
          createdAt: { type: "string", required: true },
        },
        indexes: { primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["reportId"]) } },
      },
      tableBinding(),
    ),
);

/** Records a report; relate it to what it verified first. A second run leaves the first row as it is. */
export async function record(info: Info): Promise<void> {
  try {
    await reports().create(Info.parse(info)).go();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** Several reports of the project, by id; unknown ones are left out. */
export async function fromIds(projectId: string, reportIds: string[]): Promise<Info[]> {
  if (reportIds.length === 0) return [];
  const keys = [...new Set(reportIds)].map((reportId) => ({ projectId, reportId }));
  const { data } = await reports().get(keys).go({ consistent: true });
  return data.map((row) => Info.parse(row));
}

/** Every report of a project, oldest first, some at a time. */
export async function page(projectId: string, { limit, cursor }: Page): Promise<Info[]> {
  const query = reports().query.primary({ projectId });
  const { data } = await (cursor ? query.gt({ reportId: cursor }) : query).go({ limit });
  return data.map((row) => Info.parse(row));
}
