import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type Advance, isRunning, type Limit, type Step } from "./clocks.ts";
import { runCountName, runName } from "./key.ts";

/** The parts of an update's expression while they are collected. */
class Parts {
  readonly set: string[] = [];
  readonly remove: string[] = [];
  readonly conditions: string[] = [];
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};

  name(attribute: string): string {
    const known = Object.keys(this.names).find((placeholder) => this.names[placeholder] === attribute);
    const placeholder = known ?? `#n${Object.keys(this.names).length}`;
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
 * A step as one update. DynamoDB has no maximum, so each advance is written for the case that was seen - the clock runs,
 * or stands - on condition that it still is the case. Callers who see a running clock move it on together. Those who
 * see it stand all start the same next run of it: one creates the attribute, the others find it and move it on.
 */
export function expressionOf(step: Step, seen: Limit, expiresAt: number) {
  const parts = new Parts();
  parts.set.push(`${parts.name("expiresAt")} = ${parts.value(expiresAt)}`);
  for (const advance of step.advances) addAdvance(parts, advance, seen);
  for (const name of step.stale) addRemoval(parts, name, seen.runs[name] ?? 0);
  if (step.kind === "slot") addSlot(parts, step, seen);
  const removal = parts.remove.length > 0 ? ` REMOVE ${parts.remove.join(", ")}` : "";
  return {
    UpdateExpression: `SET ${parts.set.join(", ")}${removal}`,
    ConditionExpression: parts.conditions.join(" AND "),
    ExpressionAttributeNames: parts.names,
    ExpressionAttributeValues: parts.values,
  };
}

function addAdvance(parts: Parts, advance: Advance, seen: Limit): void {
  const { clock, byMs, floorMs, startMs = floorMs, maxMs } = advance;
  const run = seen.runs[clock] ?? 0;
  const floor = parts.value(floorMs);
  const isOn = isRunning(seen, advance);
  const name = parts.name(runName(clock, isOn ? run : run + 1));
  const bound = maxMs === undefined ? "" : ` AND ${name} <= ${parts.value(maxMs)}`;
  if (isOn) {
    parts.set.push(`${name} = ${name} + ${parts.value(byMs)}`);
    parts.conditions.push(`${name} > ${floor}${bound}`);
    return;
  }
  const count = parts.name(runCountName(clock));
  const started = parts.value(run + 1);
  const start = startMs === floorMs ? floor : parts.value(startMs);
  parts.set.push(`${name} = if_not_exists(${name}, ${start}) + ${parts.value(byMs)}`);
  parts.set.push(`${count} = ${started}`);
  parts.conditions.push(`(attribute_not_exists(${name}) OR (${name} > ${floor}${bound}))`);
  if (run === 0) {
    parts.conditions.push(`(attribute_not_exists(${count}) OR ${count} = ${started})`);
    return;
  }
  const last = parts.name(runName(clock, run));
  parts.remove.push(last);
  parts.conditions.push(`${count} IN (${parts.value(run)}, ${started})`);
  parts.conditions.push(`(attribute_not_exists(${last}) OR ${last} <= ${floor})`);
}

/** A clock that somebody has started again in the meantime is not forgotten half. */
function addRemoval(parts: Parts, clock: string, run: number): void {
  const count = parts.name(runCountName(clock));
  parts.remove.push(count, parts.name(runName(clock, run)));
  parts.conditions.push(`(attribute_not_exists(${count}) OR ${count} = ${parts.value(run)})`);
}

function addSlot(parts: Parts, { borrow, lease }: Extract<Step, { kind: "slot" }>, seen: Limit): void {
  if (borrow) {
    const loans = parts.name("loans");
    const all = parts.name(runName("all", seen.runs.all ?? 0));
    parts.conditions.push(`${all} = ${parts.value(borrow.all)}`);
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
