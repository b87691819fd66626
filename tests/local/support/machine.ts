import { SFNClient } from "@aws-sdk/client-sfn";
import type { FixtureFunction, FixtureStack } from "./assembly.ts";

/** The ARN of a fixture's machine named `Machine`. */
export const MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:Test-Machine";

/** An intrinsic for the ARN of a function in the same stack. */
export const arnOf = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });

/**
 * A stack with one machine, whose definition is joined from text and intrinsics like CDK's: every `{{Name}}` in it
 * stands for the ARN of that function.
 */
export function machineStack(
  definition: Record<string, unknown>,
  functions: Record<string, FixtureFunction> = {},
  resources: FixtureStack["resources"] = {},
): FixtureStack {
  const parts = JSON.stringify(definition).split(/\{\{(\w+)\}\}/);
  return {
    functions,
    resources: {
      Machine: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: {
          DefinitionString: {
            "Fn::Join": ["", parts.map((part, index) => (index % 2 ? arnOf(part) : part))],
          },
          RoleArn: "arn:aws:iam::000000000000:role/any",
        },
      },
      ...resources,
    },
  };
}

/** The unmodified client, pointed at a port remembered in the fixture's data folder. */
export function statesClient(url: string): SFNClient {
  return new SFNClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
}
