import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetParametersByPathCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { arnOf } from "./support/machine.ts";
import { eventually, runStack } from "./support/product.ts";

const settings = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});

const parameter = (Name: string, Value: unknown) => ({
  Type: "AWS::SSM::Parameter",
  Properties: { Name, Type: "String", Value },
});

describe("the one endpoint", () => {
  test("delivers events that the unmodified client puts to the functions of matching rules", async () => {
    const keep = {
      code: `
        const events = ((globalThis as any).likenessPutEvents ??= []);
        export const handler = async (event: any) => { events.push(event.detail.number); };`,
    };
    const rule = (EventPattern: unknown) => ({
      Type: "AWS::Events::Rule",
      Properties: { EventPattern, EventBusName: "default", Targets: [{ Id: "T", Arn: arnOf("Keep") }] },
    });
    const product = await runStack({
      functions: { Keep: keep },
      resources: { Rule: rule({ source: ["likeness"], detail: { number: [{ numeric: [">", 1] }] } }) },
    });
    const entry = (number: number) => ({
      Source: "likeness",
      DetailType: "Counted",
      Detail: JSON.stringify({ number }),
    });
    const client = new EventBridgeClient(settings(product.awsUrl));
    const answer = await client.send(new PutEventsCommand({ Entries: [entry(1), entry(2)] }));
    expect(answer.FailedEntryCount).toBe(0);
    const seen = () => (globalThis as unknown as { likenessPutEvents?: number[] }).likenessPutEvents;
    expect(await eventually(() => seen())).toEqual([2]);
  });

  test("serves the template's parameters, resolved", async () => {
    const resources = {
      One: parameter("/sst/app/Parameter/ONE/value", { "Fn::Join": ["-", ["a", { Ref: "AWS::Region" }]] }),
      Two: parameter("/sst/app/Parameter/TWO/value", "2"),
    };
    const client = new SSMClient(settings((await runStack({ resources })).awsUrl));
    const named = await client.send(
      new GetParametersCommand({ Names: ["/sst/app/Parameter/ONE/value", "/none"] }),
    );
    expect(named.Parameters?.map(({ Value }) => Value)).toEqual(["a-us-east-1"]);
    expect(named.InvalidParameters).toEqual(["/none"]);
    const all = await client.send(new GetParametersByPathCommand({ Path: "/sst/app/", Recursive: true }));
    expect(all.Parameters).toHaveLength(2);
  });

  test("names an operation that it does not serve", async () => {
    const { awsUrl } = await runStack({});
    const response = await fetch(awsUrl, {
      method: "POST",
      headers: { "x-amz-target": "AmazonSQS.SendMessage" },
      body: "{}",
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: "UnknownOperationException" });
  });
});
