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

const COUNT = ".run";

/** The attribute that says which run of a clock is its last. */
export function runCountName(clock: string): string {
  return `${clock}${COUNT}`;
}

/** The attribute of one run of a clock. */
export function runName(clock: string, run: number): string {
  return `${clock}.${run}`;
}

/** The clock whose last run an attribute counts; undefined for any other attribute. */
export function clockOf(attribute: string): string | undefined {
  return attribute.endsWith(COUNT) ? attribute.slice(0, -COUNT.length) : undefined;
}
