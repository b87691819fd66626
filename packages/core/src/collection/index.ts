import { Entity } from "electrodb";
import * as z from "zod";
import { notFound } from "../errors.ts";
import * as Media from "../media/index.ts";
import { isConditionFailure, key, lazy, type Page, tableBinding } from "../table/index.ts";
import { SetReport } from "../verification/record.ts";

const COLLECTION_STATES = ["complete", "partial", "simplified", "needs-review"] as const;

/** Of collections from before likeness was measured. */
const NotMeasured = z.object({ status: z.literal("not-measured"), overallScore: z.null() });

/** The pictures of one turnaround by angle (degrees as keys), and the master they were made from. */
export const Info = z.object({
  collectionId: z.string(),
  projectId: z.string(),
  subjectId: z.string(),
  masterReferenceId: z.string(),
  jobId: z.string(),
  mediaIds: z.record(z.string(), z.string()),
  missingAngles: z.array(z.number()),
  state: z.enum(COLLECTION_STATES),
  /** Why it is not complete, or wants somebody to look at it. */
  reasons: z.array(z.string()).optional(),
  consistency: z.union([SetReport, NotMeasured]),
  createdAt: z.string(),
});
export type Info = z.infer<typeof Info>;

const collections = lazy(
  () =>
    new Entity(
      {
        model: { entity: "collection", service: "likeness", version: "1" },
        attributes: {
          collectionId: { type: "string", required: true },
          projectId: { type: "string", required: true },
          subjectId: { type: "string", required: true },
          masterReferenceId: { type: "string", required: true },
          jobId: { type: "string", required: true },
          mediaIds: { type: "any", required: true },
          missingAngles: { type: "any", required: true },
          state: { type: COLLECTION_STATES, required: true },
          reasons: { type: "any" },
          consistency: { type: "any", required: true },
          createdAt: { type: "string", required: true },
        },
        indexes: { primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["collectionId"]) } },
      },
      tableBinding(),
    ),
);

/** Records a finished turnaround; a second run of the same job leaves the first row as it is. */
export async function record(info: Info): Promise<void> {
  try {
    await collections().create(Info.parse(info)).go();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** Several collections of the project, by id; unknown ones are left out. */
export async function fromIds(projectId: string, collectionIds: string[]): Promise<Info[]> {
  if (collectionIds.length === 0) return [];
  const keys = [...new Set(collectionIds)].map((collectionId) => ({ projectId, collectionId }));
  const { data } = await collections().get(keys).go({ consistent: true });
  return data.map((row) => Info.parse(row));
}

/** Every collection of a project, oldest first, some at a time. */
export async function page(projectId: string, { limit, cursor }: Page): Promise<Info[]> {
  const query = collections().query.primary({ projectId });
  const { data } = await (cursor ? query.gt({ collectionId: cursor }) : query).go({ limit });
  return data.map((row) => Info.parse(row));
}

/** One collection of the project; 404 when unknown or of another project. Does not check the caller. */
export async function fromId(projectId: string, collectionId: string): Promise<Info> {
  const { data } = await collections().get({ projectId, collectionId }).go({ consistent: true });
  if (!data) throw notFound("collection", collectionId);
  return Info.parse(data);
}

/** The report of a turnaround with what people said of its pictures since. Does not check the caller. */
export async function reportOf(projectId: string, collectionId: string) {
  const { consistency, state, reasons = [], mediaIds } = await fromId(projectId, collectionId);
  const pictures = await Media.fromIds(projectId, Object.values(mediaIds));
  const reviews = pictures.flatMap(({ mediaId, angle, review }) =>
    review ? [{ mediaId, angle, ...review }] : [],
  );
  return { collectionId, state, reasons, ...consistency, reviews };
}
