import { createHash } from "node:crypto";
import type { Resource } from "./template.ts";

/** The account and place that local ARNs speak of. */
export interface Place {
  accountId: string;
  region: string;
  partition: string;
  urlSuffix: string;
}

export const LOCAL_PLACE: Place = {
  accountId: "000000000000",
  region: "us-east-1",
  partition: "aws",
  urlSuffix: "amazonaws.com",
};

const NAME_PROPERTIES: Record<string, { property: string; maxLength: number }> = {
  "AWS::Lambda::Function": { property: "FunctionName", maxLength: 64 },
  "AWS::StepFunctions::StateMachine": { property: "StateMachineName", maxLength: 80 },
  "AWS::DynamoDB::Table": { property: "TableName", maxLength: 255 },
  "AWS::Events::Rule": { property: "Name", maxLength: 64 },
  "AWS::Logs::LogGroup": { property: "LogGroupName", maxLength: 512 },
  "AWS::IAM::Role": { property: "RoleName", maxLength: 64 },
  "AWS::SSM::Parameter": { property: "Name", maxLength: 1011 },
};

/** The name the template gives, or one made like CloudFormation's: stack and logical id, cut to the service's limit. */
export function physicalName(resource: Resource): string {
  const rule = NAME_PROPERTIES[resource.type];
  const given = rule && resource.properties[rule.property];
  if (typeof given === "string") return given;
  const full = `${resource.stack}-${resource.logicalId}`;
  const maxLength = rule?.maxLength ?? 255;
  return full.length <= maxLength ? full : `${full.slice(0, maxLength - 9)}-${digest(full, 8)}`;
}

/** Stable over runs, so that an id written down today still points somewhere tomorrow. */
export function apiId(resource: Resource): string {
  return digest(resource.id, 10);
}

/** The ARN a resource would have in this place, or undefined for types that have none here. */
export function arnOf(resource: Resource, place: Place): string | undefined {
  const name = physicalName(resource);
  const arn = (service: string, rest: string) =>
    `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${rest}`;
  switch (resource.type) {
    case "AWS::Lambda::Function":
      return arn("lambda", `function:${name}`);
    case "AWS::StepFunctions::StateMachine":
      return arn("states", `stateMachine:${name}`);
    case "AWS::DynamoDB::Table":
      return arn("dynamodb", `table/${name}`);
    case "AWS::Events::Rule":
      return arn("events", `rule/${name}`);
    case "AWS::Logs::LogGroup":
      return arn("logs", `log-group:${name}:*`);
    case "AWS::IAM::Role":
      return `arn:${place.partition}:iam::${place.accountId}:role/${name}`;
    default:
      return undefined;
  }
}

function digest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
