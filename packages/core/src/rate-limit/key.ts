import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Settings } from "./settings.ts";

/**
 * One item for the deployment's FAL account and its settings: under other settings the clocks mean something else, so
 * a change starts with an item of its own. Its attributes are named at run time, which no ElectroDB entity can say.
 */
export function keyOf({ intervalMs, burst }: Settings): Record<string, AttributeValue> {
  return { pk: { S: "limit#fal" }, sk: { S: `${intervalMs}ms/${burst}` } };
}

/** The attribute of a request in flight. */
export function leaseName(generationId: string): string {
  return `lease_${generationId}`;
}
