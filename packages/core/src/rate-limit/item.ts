import { type AttributeValue, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoClient } from "../clients.ts";
import { config } from "../config.ts";
import { LIMITER } from "../limits.ts";
import { expiryAfterDays, isConditionFailure } from "../table/index.ts";
import { type Limit, NO_LIMIT, type Step } from "./clocks.ts";
import { expressionOf } from "./expression.ts";
import { clockOf, keyOf, runName } from "./key.ts";
import type { Settings } from "./settings.ts";

type Item = Record<string, AttributeValue>;

/** The item, read consistently; nothing was ever reserved when there is none. */
export async function readLimit(settings: Settings): Promise<Limit> {
  const command = new GetItemCommand({
    TableName: config("table").TABLE_NAME,
    Key: keyOf(settings),
    ConsistentRead: true,
  });
  const { Item: item } = await dynamoClient().send(command);
  return item ? limitOf(item) : NO_LIMIT;
}

/** Takes a step, as one conditional write that need not be repeated when others write at the same time. */
export async function take(step: Step, seen: Limit, settings: Settings): Promise<Limit | undefined> {
  if (step.advances.length === 0) return seen;
  const expression = expressionOf(step, seen, expiryAfterDays(LIMITER.itemTtlDays));
  return update(settings, expression);
}

async function update(
  settings: Settings,
  expression: ReturnType<typeof expressionOf>,
): Promise<Limit | undefined> {
  const command = new UpdateItemCommand({
    TableName: config("table").TABLE_NAME,
    Key: keyOf(settings),
    ReturnValues: "ALL_NEW",
    ...expression,
  });
  try {
    const { Attributes } = await dynamoClient().send(command);
    return limitOf(Attributes ?? {});
  } catch (error) {
    if (isConditionFailure(error)) return undefined;
    throw error;
  }
}

function limitOf(item: Item): Limit {
  const numbers = Object.entries(item).flatMap(
    ([name, { N }]): Array<[string, number]> => (N === undefined ? [] : [[name, Number(N)]]),
  );
  const runs = numbers.flatMap(([name, run]): Array<[string, number]> => {
    const clock = clockOf(name);
    return clock === undefined ? [] : [[clock, run]];
  });
  const clocks = runs.map(([clock, run]) => [clock, Number(item[runName(clock, run)]?.N ?? 0)]);
  return {
    clocks: Object.fromEntries(clocks),
    runs: Object.fromEntries(runs),
    leases: Object.fromEntries(numbers.filter(([name]) => name.startsWith("lease_"))),
    loans: (item.loans?.L ?? []).map(({ N }) => Number(N)),
    inFlight: Number(item.inFlight?.N ?? 0),
  };
}
