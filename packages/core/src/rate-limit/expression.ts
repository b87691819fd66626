import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Advance, Limit, Step } from "./clocks.ts";

/** The parts of an update's expression while they are collected. */
class Parts {
  readonly set: string[] = [];
  readonly remove: string[] = [];
  readonly conditions: string[] = [];
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};

  name(attribute: string): string {
    const placeholder = `#${attribute.replaceAll(/\W/g, "")}`;
    this.names[placeholder] = attribute;
    return placeholder;
  }

  value(value: number | number[]): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = Array.isArray(value)
      ? { L: value.map((each) => ({ N: String(each) })) }
      : { N: String(value) };
    return placeholder;
  }
}

/**
 * A step as one update. DynamoDB has no maximum, so each advance is written for the case that was seen, on condition
 * that it still is the case: any number of callers who see a running clock move it on together, and none is refused.
 */
export function expressionOf(step: Step, seen: Limit, expiresAt: number) {
  const parts = new Parts();
  parts.set.push(`${parts.name("expiresAt")} = ${parts.value(expiresAt)}`);
  for (const advance of step.advances) addAdvance(parts, advance, seen);
  for (const name of step.stale) parts.remove.push(parts.name(name));
  if (step.kind === "slot") addSlot(parts, step, seen);
  const removal = parts.remove.length > 0 ? ` REMOVE ${parts.remove.join(", ")}` : "";
  return {
    UpdateExpression: `SET ${parts.set.join(", ")}${removal}`,
    ConditionExpression: parts.conditions.join(" AND "),
    ExpressionAttributeNames: parts.names,
    ExpressionAttributeValues: parts.values,
  };
}

function addAdvance(parts: Parts, { clock, byMs, floorMs, maxMs }: Advance, seen: Limit): void {
  const name = parts.name(clock);
  const floor = parts.value(floorMs);
  if ((seen.clocks[clock] ?? 0) > floorMs) {
    parts.set.push(`${name} = ${name} + ${parts.value(byMs)}`);
    parts.conditions.push(`${name} > ${floor}`);
    if (maxMs !== undefined) parts.conditions.push(`${name} <= ${parts.value(maxMs)}`);
  } else {
    parts.set.push(`${name} = ${parts.value(floorMs + byMs)}`);
    parts.conditions.push(`(attribute_not_exists(${name}) OR ${name} <= ${floor})`);
  }
}

function addSlot(parts: Parts, { borrow, lease }: Extract<Step, { kind: "slot" }>, seen: Limit): void {
  if (borrow) {
    const loans = parts.name("loans");
    parts.conditions.push(`${parts.name("all")} = ${parts.value(borrow.all)}`);
    const isAsSeen = `${loans} = ${parts.value(borrow.was)}`;
    parts.conditions.push(
      borrow.was.length > 0 ? isAsSeen : `(attribute_not_exists(${loans}) OR ${isAsSeen})`,
    );
    parts.set.push(`${loans} = ${parts.value(borrow.now)}`);
  }
  if (!lease) return;
  const inFlight = parts.name("inFlight");
  const room = lease.inFlightMax + lease.expired.length;
  parts.set.push(`${parts.name(lease.name)} = ${parts.value(lease.untilMs)}`);
  parts.conditions.push(`attribute_not_exists(${parts.name(lease.name)})`);
  for (const name of lease.expired) {
    parts.remove.push(parts.name(name));
    parts.conditions.push(`attribute_exists(${parts.name(name)})`);
  }
  const change = 1 - lease.expired.length;
  if (seen.inFlight === 0 && seen.clocks.all === undefined) {
    parts.set.push(`${inFlight} = ${parts.value(change)}`);
    parts.conditions.push(`attribute_not_exists(${inFlight})`);
    return;
  }
  const before = `if_not_exists(${inFlight}, ${parts.value(0)})`;
  parts.set.push(`${inFlight} = ${before} + ${parts.value(change)}`);
  parts.conditions.push(`(attribute_not_exists(${inFlight}) OR ${inFlight} < ${parts.value(room)})`);
}
