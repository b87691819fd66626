import { Entity } from "electrodb";
import * as z from "zod";
import { key, lazy, tableBinding } from "../table/index.ts";

/** A project as the API shows it; times are ISO 8601, sizes bytes. `usedBytes` are those of its pictures and their thumbnails. */
export const Info = z.object({
  projectId: z.string(),
  name: z.string(),
  owner: z.string(),
  usedBytes: z.number().default(0),
  quotaBytes: z.number(),
  createdAt: z.string(),
});
export type Info = z.infer<typeof Info>;

export const projects = lazy(
  () =>
    new Entity(
      {
        model: { entity: "project", service: "likeness", version: "1" },
        attributes: {
          projectId: { type: "string", required: true },
          name: { type: "string", required: true },
          owner: { type: "string", required: true },
          usedBytes: { type: "number" },
          quotaBytes: { type: "number", required: true },
          /** Changes of `usedBytes` whose picture is not yet recorded, or not yet removed; see room.ts. */
          unsettled: { type: "set", items: "string" },
          createdAt: { type: "string", required: true },
        },
        indexes: { primary: { pk: key("pk", ["projectId"]), sk: key("sk", []) } },
      },
      tableBinding(),
    ),
);
