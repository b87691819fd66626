import { App, Aspects, LegacyStackSynthesizer, Stack } from "aws-cdk-lib";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";

/** What the rule packs find and why it stays; whatever is not explained here fails. */
const EXPLAINED: Array<{ rule: RegExp; on?: RegExp; why: string }> = [
  {
    rule: /^AwsSolutions-IAM4\[.*AWSLambdaBasicExecutionRole\]$/,
    why: "lets a function write its own logs, nothing else",
  },
  {
    rule: /^AwsSolutions-(L1)$|^Serverless-LambdaLatestVersion$/,
    why: "Node 22 on purpose, until everything we use runs on newer ones",
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    why: "called by API, state machine or schedule: each of them retries or repeats by itself",
  },
  { rule: /^Serverless-LambdaDefaultMemorySize$/, on: /^LogRetention/, why: "CDK's own resource" },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    on: /^(LogRetention|MasterReference|Profile360|CompositeShot|SecondOpinion|AdoptImage)/,
    why: "log retention and delivery have no narrower resource; policy.test.ts lists the actions",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<\w+\.Arn>:\*\]$/,
    on: /^(MasterReference|Profile360|CompositeShot|SecondOpinion|AdoptImage)/,
    why: "a machine may call any version of its own task",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:execution:local-likeness-(MasterReference|Profile360|CompositeShot|SecondOpinion):\*\]$/,
    on: /^(Reconcile|ApiLambdaDELETE)/,
    why: "the reconciler asks about, and cancelling stops, any execution of our machines",
  },
  { rule: /^AwsSolutions-APIG4$/, on: /webhooksfal/, why: "the webhook's authorization is FAL's signature" },
  { rule: /^AwsSolutions-SF1$/, why: "errors are logged; events in full would put prompts into logs" },
  {
    rule: /^AwsSolutions-SF2$|^Serverless-StepFunctionStateMachineXray$/,
    why: "traces cost more than the executions; the rows tell the story",
  },
  {
    rule: /^Serverless-EventBusDLQ$/,
    why: "a missed schedule runs again; a missed ending is found by the reconciler",
  },
];

let findings: Array<{ rule: string; on: string }> = [];

beforeAll(async () => {
  const { stacks } = await synthesize({ root: projectRoot() });
  findings = stacks.flatMap(({ name, templateFile }) => findingsOf(name, templateFile));
});

describe("the rule packs for AWS solutions and for serverless", () => {
  it("looked at the stacks", () => {
    expect(findings.length).toBeGreaterThan(50);
  });

  it("find nothing that is not explained", () => {
    const open = findings.filter((finding) => !EXPLAINED.some((entry) => isExplained(finding, entry)));
    expect(open).toEqual([]);
  });

  it("still find everything that is explained", () => {
    const stale = EXPLAINED.filter((entry) => !findings.some((finding) => isExplained(finding, entry)));
    expect(stale.map(({ rule }) => rule.source)).toEqual([]);
  });
});

function isExplained({ rule, on }: (typeof findings)[number], entry: (typeof EXPLAINED)[number]): boolean {
  return entry.rule.test(rule) && (entry.on?.test(on) ?? true);
}

function findingsOf(name: string, templateFile: string) {
  const app = new App();
  const stack = new Stack(app, name, { synthesizer: new LegacyStackSynthesizer() });
  new CfnInclude(stack, "Shipped", { templateFile });
  Aspects.of(app).add(new AwsSolutionsChecks());
  Aspects.of(app).add(new ServerlessChecks());
  return Annotations.fromStack(stack)
    .findError("*", Match.anyValue())
    .map(({ id, entry }) => ({
      rule: /^[A-Za-z]+-[A-Za-z0-9]+(?:\[.*?\](?=:\s))?/.exec(String(entry.data))?.[0] ?? String(entry.data),
      on: id.replace(/^.*Shipped\//, ""),
    }));
}
