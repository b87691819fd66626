import { Entity } from "electrodb";
import { key, lazy, tableBinding } from "../table/index.ts";

/** Which job a caller's key stands for, until it expires. */
export const idempotencies = lazy(
  () =>
    new Entity(
      {
        model: { entity: "idempotency", service: "likeness", version: "1" },
        attributes: {
          person: { type: "string", required: true },
          projectId: { type: "string", required: true },
          operation: { type: "string", required: true },
          idempotencyKey: { type: "string", required: true },
          jobId: { type: "string", required: true },
          requestHash: { type: "string", required: true },
          expiresAt: { type: "number", required: true },
        },
        indexes: {
          primary: {
            pk: key("pk", ["person", "projectId", "operation"]),
            sk: key("sk", ["idempotencyKey"]),
          },
        },
      },
      tableBinding(),
    ),
);
