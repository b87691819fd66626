import { EventBus as CdkEventBus } from "aws-cdk-lib/aws-events";
import { EventBus, type StackContext, use } from "sst/constructs";
import { Database } from "./database.ts";
import { Secrets } from "./secrets.ts";
import { Workflows } from "./workflows.ts";

/** Tells the job row when an execution died without saying so itself. */
export function Observability({ stack }: StackContext) {
  const database = use(Database);
  const secrets = use(Secrets);
  const workflows = use(Workflows);

  new EventBus(stack, "Default", {
    cdk: { eventBus: CdkEventBus.fromEventBusName(stack, "DefaultBus", "default") },
    rules: {
      jobEnded: {
        pattern: {
          source: ["aws.states"],
          detailType: ["Step Functions Execution Status Change"],
          detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"], stateMachineArn: workflows.machineArns },
        },
        targets: {
          jobEnded: {
            function: {
              handler: "packages/functions/src/schedule/job-ended.handler",
              timeout: "1 minute",
              bind: [...secrets.fal],
              permissions: [database.write],
              environment: { ...database.environment, ...workflows.falEnvironment },
            },
          },
        },
      },
    },
  });
}
