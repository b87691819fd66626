import dynalite from "dynalite";
import condition from "dynalite/db/conditionParser.js";
import update from "dynalite/db/updateParser.js";
import { beforeAll, describe, expect, test } from "vitest";
import { callDynalite } from "../../packages/local/src/dynalite-call.ts";
import { keepExpressions } from "../../packages/local/src/table-expressions.ts";

const plain = { condition: condition.parse, update: update.parse };
const server = dynalite({ createTableMs: 0 });

async function call(operation: string, body: Record<string, unknown>) {
  const text = JSON.stringify({ TableName: "Kept", ...body });
  const answer = await callDynalite(server, { operation, body: text, headers: {} });
  return { status: answer.status, ...(JSON.parse(answer.body) as Record<string, unknown>) };
}

function context(attrNames: Record<string, string>, attrVals: Record<string, Record<string, unknown>>) {
  const used = (of: object) => Object.fromEntries(Object.keys(of).map((name) => [name, true]));
  return {
    ...{ attrNames, attrVals, unusedAttrNames: used(attrNames), unusedAttrVals: used(attrVals) },
    isReserved: () => false,
    compare: (_: string, x: { N: string }, y: { N: string }) => Number(x.N) > Number(y.N),
  };
}

const EXPRESSIONS = [
  ["condition", "(attribute_not_exists(#a)) AND (#b = :v OR (#b < :w AND NOT (#b = :v)))"],
  ["condition", "#a IN (:v, :w) AND size(#b) > :v"],
  ["condition", "#b BETWEEN :v AND :w AND attribute_exists(#a)"],
  ["update", "SET #a = :v, #b = if_not_exists(#b, :w) + :v"],
  ["update", "ADD #a :v REMOVE #b[3].#a SET c = :w"],
] as const;

beforeAll(async () => {
  keepExpressions();
  const definition = {
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  };
  await call("CreateTable", definition);
  for (;;) {
    const { Table } = (await call("DescribeTable", {})) as { Table?: { TableStatus: string } };
    if (Table?.TableStatus === "ACTIVE") break;
  }
});

describe("an expression that was parsed before", () => {
  test.each(EXPRESSIONS)("gives the parser's own tree for new names and values: %s %s", (kind, text) => {
    const parser = kind === "condition" ? condition : update;
    for (const [v, w, b] of [
      ["1", "2", "b"],
      ["3", "4", "b"],
      ["3", "4", "other"],
    ] as const) {
      const make = () => context({ "#a": "a", "#b": b }, { ":v": { N: v }, ":w": { N: w } });
      const [own, kept] = [make(), make()];
      const expected = plain[kind](text, { context: own });
      expect(parser.parse(text, { context: kept })).toEqual(expected);
      expect(kept).toEqual({ ...own, isReserved: expect.anything(), compare: expect.anything() });
    }
  });

  test("writes the values of its own request, whatever a tree before it went through", async () => {
    const add = (n: string) =>
      call("UpdateItem", {
        Key: { pk: { S: "counter" } },
        UpdateExpression: "SET amount = if_not_exists(amount, :zero) + :n, tags = :tags",
        ExpressionAttributeValues: { ":zero": { N: "0" }, ":n": { N: n }, ":tags": { L: [{ S: n }] } },
        ReturnValues: "ALL_NEW",
      });
    await add("2");
    expect(await add("5")).toMatchObject({ Attributes: { amount: { N: "7" }, tags: { L: [{ S: "5" }] } } });
  });

  test("is refused as ever: for a value of another type, one that is unused, or a wrong order", async () => {
    const find = (ConditionExpression: string, values: Record<string, unknown>) =>
      call("PutItem", {
        Item: { pk: { S: "a" }, n: { N: "3" } },
        ConditionExpression,
        ExpressionAttributeValues: values,
      });
    const starts = "attribute_not_exists(pk) OR begins_with(pk, :v)";
    expect(await find(starts, { ":v": { S: "a" } })).toMatchObject({ status: 200 });
    expect(await find(starts, { ":v": { N: "1" } })).toMatchObject({
      status: 400,
      __type: expect.stringContaining("Validation"),
    });
    expect(await find(starts, { ":v": { S: "b" } })).toMatchObject({
      __type: expect.stringContaining("ConditionalCheckFailed"),
    });
    expect(await find(starts, { ":v": { S: "a" }, ":w": { S: "b" } })).toMatchObject({ status: 400 });
    const between = "n BETWEEN :v AND :w";
    expect(await find(between, { ":v": { N: "1" }, ":w": { N: "5" } })).toMatchObject({ status: 200 });
    expect(await find(between, { ":v": { N: "5" }, ":w": { N: "1" } })).toMatchObject({ status: 400 });
  });
});
