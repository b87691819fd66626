import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apiId, LOCAL_PLACE } from "../../packages/local/src/names.ts";
import { createResolver } from "../../packages/local/src/resolve.ts";
import { readTemplate } from "../../packages/local/src/template.ts";
import { writeAssembly } from "./support/assembly.ts";
import { temporaryFolder } from "./support/product.ts";

async function resolverOfTwoStacks() {
  const assembly = await writeAssembly(join(temporaryFolder(), "cdk"), {
    Data: {
      resources: {
        Records: { Type: "AWS::DynamoDB::Table" },
        Named: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "named" } },
        Api: { Type: "AWS::ApiGatewayV2::Api" },
        Stored: { Type: "AWS::SSM::Parameter", Properties: { Name: "/layer/arn", Value: { Ref: "Named" } } },
      },
      outputs: { Out: { Value: { "Fn::GetAtt": ["Records", "Arn"] }, Export: { Name: "Data:RecordsArn" } } },
    },
    App: {
      resources: { Machine: { Type: "AWS::StepFunctions::StateMachine" } },
      parameters: {
        Layer: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/layer/arn" },
        Plain: { Type: "String", Default: "plain" },
      },
    },
  });
  const template = readTemplate(assembly);
  const resolver = createResolver({ template, place: LOCAL_PLACE, apiUrl: () => "http://127.0.0.1:4510" });
  return { template, resolver };
}

const variable = (name: string) => `$\{${name}}`;
const SUBSTITUTED = [variable("AWS::AccountId"), variable("Plain"), variable("!Literal")].join("/");
const NAMES = { Region: "us-east-1", Account: "000000000000" };

describe("the resolver", () => {
  test.each([
    ["Data", { Ref: "Records" }, "Data-Records"],
    ["Data", { Ref: "Named" }, "named"],
    ["Data", { "Fn::GetAtt": ["Named", "Arn"] }, `arn:aws:dynamodb:us-east-1:${NAMES.Account}:table/named`],
    ["Data", { "Fn::GetAtt": "Named.Arn" }, `arn:aws:dynamodb:us-east-1:${NAMES.Account}:table/named`],
    [
      "App",
      { "Fn::ImportValue": "Data:RecordsArn" },
      `arn:aws:dynamodb:us-east-1:${NAMES.Account}:table/Data-Records`,
    ],
    ["App", { Ref: "Machine" }, `arn:aws:states:us-east-1:${NAMES.Account}:stateMachine:App-Machine`],
    ["App", { Ref: "Layer" }, "named"],
    ["App", { Ref: "Plain" }, "plain"],
    ["App", { "Fn::Join": ["-", ["a", { Ref: "AWS::Region" }]] }, "a-us-east-1"],
    ["App", { "Fn::Sub": SUBSTITUTED }, `${NAMES.Account}/plain/\${Literal}`],
    ["App", { "Fn::Sub": [`${variable("X")}!`, { X: { Ref: "Plain" } }] }, "plain!"],
    ["App", { "Fn::Select": [1, { "Fn::Split": [":", "a:b:c"] }] }, "b"],
    ["App", { deep: [{ Ref: "Plain" }] }, { deep: ["plain"] }],
  ])("in stack %s resolves %j", async (stack, value, expected) => {
    const { resolver } = await resolverOfTwoStacks();
    expect(resolver.value(stack, value)).toEqual(expected);
  });

  test("puts the local listener in place of an HTTP API's address, however it was put together", async () => {
    const { resolver, template } = await resolverOfTwoStacks();
    const api = template.find("Data", "Api");
    const joined = {
      "Fn::Join": ["", ["https://", { Ref: "Api" }, ".execute-api.us-east-1.amazonaws.com/webhooks"]],
    };
    expect(resolver.value("Data", joined)).toBe("http://127.0.0.1:4510/webhooks");
    expect(resolver.value("Data", { "Fn::GetAtt": ["Api", "ApiEndpoint"] })).toBe("http://127.0.0.1:4510");
    expect(resolver.value("Data", { Ref: "Api" })).toBe(api && apiId(api));
  });

  test.each([
    [{ Ref: "Nowhere" }, /Nowhere/],
    [{ "Fn::GetAtt": ["Records", "StreamArn"] }, /StreamArn/],
    [{ "Fn::ImportValue": "nobody" }, /nobody/],
    [{ "Fn::If": ["Always", 1, 2] }, /Fn::If/],
  ])("refuses %j, which it cannot resolve", async (value, message) => {
    const { resolver } = await resolverOfTwoStacks();
    expect(() => resolver.value("Data", value)).toThrow(message);
  });
});
