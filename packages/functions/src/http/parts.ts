import { idSchema } from "@likeness/core/ids";
import { LIST } from "@likeness/core/limits";
import * as z from "zod";

/** Path of everything below a project. */
export const projectPath = z.strictObject({ projectId: idSchema("project") });

/** Query of a list; `cursor` is the `nextCursor` of the page before. */
export function pageQuery(kind: Parameters<typeof idSchema>[0]) {
  return z.strictObject({
    limit: z.coerce.number().int().min(1).max(LIST.limitMax).default(LIST.limitDefault),
    cursor: idSchema(kind).optional(),
  });
}

/** An optional header that makes a repeated POST answer the same job. */
export const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\x21-\x7e]+$/, "must be visible ASCII without spaces")
  .optional();
