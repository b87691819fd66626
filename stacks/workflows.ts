import { ArnFormat } from "aws-cdk-lib";
import { Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { type Stack, type StackContext, use } from "sst/constructs";
import { Database } from "./database.ts";
import { limitSettings, optionalSetting } from "./settings.ts";
import { Webhook } from "./webhook.ts";
import { adoptImage } from "./workflows/adopt-image.ts";
import { compositeShot } from "./workflows/composite-shot.ts";
import { masterReference } from "./workflows/master-reference.ts";
import { profile360 } from "./workflows/profile-360.ts";
import { secondOpinion } from "./workflows/second-opinion.ts";
import { taskFunctions } from "./workflows/tasks.ts";

/** The state machines and the functions of their tasks; and who may start or resume them. */
export function Workflows({ stack }: StackContext) {
  const webhook = use(Webhook);
  const falEnvironment = {
    FAL_WEBHOOK_URL: webhook.url,
    FAL_QUEUE_BASE_URL: optionalSetting("FAL_QUEUE_BASE_URL"),
    FAL_REST_BASE_URL: optionalSetting("FAL_REST_BASE_URL"),
    FAL_REFERENCE_DELIVERY: optionalSetting("FAL_REFERENCE_DELIVERY"),
    ...limitSettings(),
  };
  const models = {
    MASTER_MODEL: optionalSetting("MASTER_MODEL"),
    PROFILE_MODEL: optionalSetting("PROFILE_MODEL"),
    COMPOSITE_MODEL: optionalSetting("COMPOSITE_MODEL"),
    VISION_MODEL: optionalSetting("VISION_MODEL"),
    OPINION_MODEL: optionalSetting("OPINION_MODEL"),
  };
  const tasks = taskFunctions(stack, { falEnvironment, models, database: use(Database) });
  const ids = ["MasterReference", "Profile360", "CompositeShot", "SecondOpinion"] as const;
  const machines = [
    machine(stack, ids[0], masterReference(tasks.arns)),
    machine(stack, ids[1], profile360(tasks.arns)),
    machine(stack, ids[2], compositeShot(tasks.arns)),
    machine(stack, ids[3], secondOpinion(tasks.arns)),
  ] as const;
  const adoption = machine(stack, "AdoptImage", adoptImage(tasks.arns));
  tasks.store.grantInvoke(adoption);
  const uses = [tasks.ofMaster, tasks.ofProfile, tasks.ofComposite, tasks.ofOpinion];
  for (const [index, used] of uses.entries()) {
    for (const task of used) task.grantInvoke(machines[index] ?? machines[0]);
  }

  const machineArns = machines.map(({ stateMachineArn }) => stateMachineArn);
  const resume = new PolicyStatement({
    actions: ["states:SendTaskSuccess", "states:SendTaskFailure"],
    resources: machineArns,
  });
  // A grant made from the webhook's side would close a cycle of stacks; a policy of its own does not.
  const mayResume = new Policy(stack, "ResumeFromWebhook", { statements: [resume] });
  for (const receiver of [webhook.receiver, tasks.submit, tasks.recover]) {
    if (receiver.role) mayResume.attachToRole(receiver.role);
  }

  return {
    machineArns,
    describe: onExecutions(stack, ids, "states:DescribeExecution"),
    stop: onExecutions(stack, ids, "states:StopExecution"),
    resume,
    start: new PolicyStatement({ actions: ["states:StartExecution"], resources: machineArns }),
    falEnvironment,
    adopt: new PolicyStatement({ actions: ["states:StartExecution"], resources: [adoption.stateMachineArn] }),
    adoptionEnvironment: { ADOPT_IMAGE_MACHINE_ARN: adoption.stateMachineArn },
    models,
    environment: {
      MASTER_REFERENCE_MACHINE_ARN: machines[0].stateMachineArn,
      PROFILE_360_MACHINE_ARN: machines[1].stateMachineArn,
      COMPOSITE_SHOT_MACHINE_ARN: machines[2].stateMachineArn,
      SECOND_OPINION_MACHINE_ARN: machines[3].stateMachineArn,
    },
  };
}

function machine(stack: Stack, id: string, definition: object): StateMachine {
  return new StateMachine(stack, id, {
    stateMachineName: machineName(stack, id),
    definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
    logs: {
      level: LogLevel.ERROR,
      includeExecutionData: false,
      destination: new LogGroup(stack, `${id}Log`, { retention: RetentionDays.ONE_MONTH }),
    },
  });
}

function machineName(stack: Stack, id: string): string {
  return `${stack.stage}-likeness-${id}`;
}

/** An action on all executions of some machines, whose ARNs are only known at deploy time; their names are not. */
function onExecutions(stack: Stack, ids: readonly string[], action: string): PolicyStatement {
  const resources = ids.map((id) =>
    stack.formatArn({
      service: "states",
      resource: "execution",
      resourceName: `${machineName(stack, id)}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
  return new PolicyStatement({ actions: [action], resources });
}
