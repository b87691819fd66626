import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Assembly } from "../../packages/local/src/assembly.ts";
import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";
import { type AppTemplate, type Resource, readTemplate } from "../../packages/local/src/template.ts";
import { routes, webhookRoutes } from "../../stacks/routes.ts";
import { textOf } from "../support/stacks.ts";

interface Statement {
  Action: string | string[];
  Resource: unknown;
}

/** Why a star may stand: what no narrower resource exists for, and nothing else. */
const EXPLAINED: Record<string, string> = {
  "logs:PutRetentionPolicy": "CDK's own resource sets the retention of log groups that Lambda names later",
  "logs:DeleteRetentionPolicy": "as above",
  "logs:CreateLogDelivery":
    "log deliveries have no resource-level permissions (Step Functions documentation)",
  "logs:GetLogDelivery": "as above",
  "logs:UpdateLogDelivery": "as above",
  "logs:DeleteLogDelivery": "as above",
  "logs:ListLogDeliveries": "as above",
  "logs:PutResourcePolicy": "as above",
  "logs:DescribeResourcePolicies": "as above",
  "logs:DescribeLogGroups": "as above",
};

const STATES_OPERATIONS = [
  "DescribeExecution",
  "SendTaskFailure",
  "SendTaskSuccess",
  "StartExecution",
  "StopExecution",
];

let template: AppTemplate;
let assembly: Assembly;
beforeAll(async () => {
  assembly = await synthesize({ root: projectRoot() });
  template = readTemplate(assembly);
});

const ours = () =>
  template
    .ofType("AWS::Lambda::Function")
    .filter(({ properties }) => String(properties.Handler).startsWith("packages/"));
const handlerOf = ({ properties }: Resource) => String(properties.Handler).replace(/\.handler$/, "");

describe("functions", () => {
  it("are Node 22 on arm64 with a memory size and a timeout of their own", () => {
    expect(ours().length).toBeGreaterThan(25);
    for (const each of ours()) {
      const { Runtime, Architectures, MemorySize, Timeout } = each.properties;
      expect([handlerOf(each), Runtime, Architectures]).toEqual([handlerOf(each), "nodejs22.x", ["arm64"]]);
      expect(MemorySize, handlerOf(each)).toBeGreaterThanOrEqual(256);
      expect(Timeout, handlerOf(each)).toBeLessThanOrEqual(300);
    }
  });

  it("have a source file, and every source file of a trigger has a function", () => {
    const handlers = new Set(ours().map(handlerOf));
    for (const handler of handlers) {
      expect(existsSync(join(projectRoot(), `${handler}.ts`)), handler).toBe(true);
    }
    for (const { handler } of Object.values(routes)) {
      expect(handlers).toContain(`packages/functions/src/api/${handler}`);
    }
  });

  it("have the sharp layer only where pictures are decoded", () => {
    const layered = ours().filter(({ properties }) => properties.Layers);
    expect(layered.map(handlerOf).sort()).toEqual([
      "packages/functions/src/api/verify-consistency",
      "packages/functions/src/task/draw-layout",
      "packages/functions/src/task/judge-composite",
      "packages/functions/src/task/judge-profile",
      "packages/functions/src/task/store-image",
    ]);
  });

  it("are told secrets only by reference, and only those they use", () => {
    const bound = Object.fromEntries(
      ours()
        .map((each) => [handlerOf(each).split("/").at(-1), secretsOf(each)] as const)
        .filter(([, names]) => names.length > 0),
    );
    expect(bound).toEqual({
      "cancel-job": ["FAL_KEY"],
      cleanup: ["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"],
      "decide-recovery": ["FAL_KEY"],
      "draw-layout": ["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"],
      fal: ["FAL_KEY"],
      "job-ended": ["FAL_KEY"],
      "judge-composite": ["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"],
      "judge-profile": ["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"],
      reconcile: ["FAL_KEY"],
      "store-image": ["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"],
      "submit-generation": ["FAL_KEY", "R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"],
      "verify-consistency": ["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"],
    });
  });
});

describe("permissions", () => {
  it("hold no star that is not explained", () => {
    for (const policy of template.ofType("AWS::IAM::Policy")) {
      for (const { Action, Resource: target } of statementsOf(policy)) {
        for (const action of [Action].flat()) {
          const isWide =
            action.includes("*") || target === "*" || (Array.isArray(target) && target.includes("*"));
          if (isWide)
            expect(Object.keys(EXPLAINED), `${policy.id}: ${action} on ${JSON.stringify(target)}`).toContain(
              action,
            );
        }
      }
    }
  });

  it("to resume executions belong to those who bring FAL's answers, for our machines only", () => {
    const resuming = template
      .ofType("AWS::IAM::Policy")
      .flatMap((policy) => statementsOf(policy).map((statement) => ({ policy, statement })))
      .filter(({ statement }) =>
        [statement.Action].flat().some((action) => action.startsWith("states:SendTask")),
      );
    expect(resuming.length).toBeGreaterThan(0);
    for (const { policy, statement } of resuming) {
      expect([statement.Action].flat().sort(), policy.id).toEqual([
        "states:SendTaskFailure",
        "states:SendTaskSuccess",
      ]);
      const targets = [statement.Resource].flat().map(textOf);
      expect(targets, policy.id).toHaveLength(4);
      for (const target of targets)
        expect(target).toMatch(/MasterReference|Profile360|CompositeShot|SecondOpinion/);
    }
  });

  it("to call Step Functions are given exactly to the functions whose code calls it", () => {
    for (const each of ours()) {
      const granted = actionsOf(handlerOf(each)).filter((action) => action.startsWith("states:"));
      const called = STATES_OPERATIONS.filter((operation) => codeOf(each).includes(`"${operation}"`));
      expect([...new Set(granted)].sort(), handlerOf(each)).toEqual(
        called.map((operation) => `states:${operation}`),
      );
    }
  });

  it("to write the table are not given to functions that only read", () => {
    for (const [path, { handler, table }] of Object.entries(routes)) {
      const actions = actionsOf(`packages/functions/src/api/${handler}`);
      expect(actions.includes("dynamodb:PutItem"), path).toBe(table === "write");
      expect(actions, path).not.toContain("dynamodb:DeleteItem");
      expect(actions, path).not.toContain("dynamodb:Scan");
    }
  });
});

describe("routes", () => {
  it("all have a token authorizer, but for the webhook, which has a signature", () => {
    const deployed = template.ofType("AWS::ApiGatewayV2::Route").map(({ properties }) => ({
      route: String(properties.RouteKey),
      authorization: String(properties.AuthorizationType ?? "NONE"),
    }));
    expect(
      deployed
        .filter(({ authorization }) => authorization === "JWT")
        .map(({ route }) => route)
        .sort(),
    ).toEqual(Object.keys(routes).sort());
    expect(deployed.filter(({ authorization }) => authorization !== "JWT").map(({ route }) => route)).toEqual(
      Object.keys(webhookRoutes),
    );
  });

  it("are throttled, and logged for a limited time", () => {
    for (const stage of template.ofType("AWS::ApiGatewayV2::Stage")) {
      const settings = stage.properties.DefaultRouteSettings as Record<string, number>;
      expect(settings.ThrottlingRateLimit, stage.id).toBeGreaterThan(0);
    }
    for (const group of template.ofType("AWS::Logs::LogGroup")) {
      expect(group.properties.RetentionInDays, group.id).toBeLessThanOrEqual(90);
    }
    expect(template.ofType("Custom::LogRetention")).toHaveLength(ours().length);
  });
});

describe("the table", () => {
  it("has three indexes, the work list's with keys only, expiry and point-in-time recovery", () => {
    const [table, ...others] = template.ofType("AWS::DynamoDB::Table");
    expect(others).toEqual([]);
    expect(table?.properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    const indexes = table?.properties.GlobalSecondaryIndexes as Array<Record<string, unknown>>;
    const projections = indexes.map(({ IndexName, Projection }) => [IndexName, Projection]);
    expect(projections).toEqual([
      ["gsi1", { ProjectionType: "ALL" }],
      ["gsi2", { ProjectionType: "KEYS_ONLY" }],
      ["gsi3", { ProjectionType: "ALL" }],
      ["gsi4", { ProjectionType: "KEYS_ONLY" }],
    ]);
  });
});

describe("events", () => {
  it("tell the job when its execution failed, timed out or was stopped", () => {
    const rule = template.ofType("AWS::Events::Rule").find(({ properties }) => properties.EventPattern);
    expect(rule?.properties.EventPattern).toMatchObject({
      source: ["aws.states"],
      detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"] },
    });
  });

  it("reconcile every two minutes, tell the graph every minute and clean up once a day", () => {
    const rates = template.ofType("AWS::Events::Rule").map(({ properties }) => properties.ScheduleExpression);
    expect(rates.filter(Boolean).sort()).toEqual(["rate(1 day)", "rate(1 minute)", "rate(2 minutes)"]);
  });
});

/** The shipped bundle of a function, as text. */
function codeOf({ properties }: Resource): string {
  const { S3Key } = properties.Code as { S3Key: string };
  const folder = assembly.assets.get(S3Key) ?? "";
  return readFileSync(join(folder, String(properties.Handler).replace(/\.handler$/, ".mjs")), "utf8");
}

function statementsOf({ properties }: Resource): Statement[] {
  return (properties.PolicyDocument as { Statement: Statement[] }).Statement;
}

function secretsOf({ properties }: Resource): string[] {
  const { Variables } = properties.Environment as { Variables: Record<string, unknown> };
  const names = Object.keys(Variables).filter((name) => name.startsWith("SST_Secret_value_"));
  for (const name of names) expect(Variables[name]).toBe("__FETCH_FROM_SSM__");
  return names.map((name) => name.replace("SST_Secret_value_", "")).sort();
}

/** All actions of the role of a handler's function, also those that another stack attached by an export's name. */
function actionsOf(handler: string): string[] {
  const owner = ours().find((each) => handlerOf(each) === handler);
  if (!owner) throw new Error(`no function for ${handler}`);
  const [role] = (owner.properties.Role as { "Fn::GetAtt": string[] })["Fn::GetAtt"];
  return template
    .ofType("AWS::IAM::Policy")
    .filter(({ properties }) => JSON.stringify(properties.Roles).includes(String(role)))
    .flatMap((policy) => statementsOf(policy).flatMap(({ Action }) => [Action].flat()));
}
