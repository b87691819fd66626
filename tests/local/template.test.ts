import { join } from "node:path";
import { expect, test } from "vitest";
import { readTemplate } from "../../packages/local/src/template.ts";
import { writeAssembly } from "./support/assembly.ts";
import { temporaryFolder } from "./support/product.ts";

const withResource = (Type: string) =>
  writeAssembly(join(temporaryFolder(), "cdk"), { Test: { resources: { Thing: { Type } } } });

test("a resource type that nobody thought about stops the start and is named", async () => {
  const assembly = await withResource("AWS::SQS::Queue");
  expect(() => readTemplate(assembly)).toThrow("Test.Thing (AWS::SQS::Queue)");
});

test("permissions, logs and custom resources mean nothing on one machine", async () => {
  for (const type of ["AWS::IAM::Role", "AWS::Logs::LogGroup", "Custom::LogRetention"])
    expect(readTemplate(await withResource(type)).resources).toHaveLength(1);
});
