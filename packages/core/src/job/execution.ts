import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { statesClient } from "../clients.ts";
import { config } from "../config.ts";
import { log } from "../log.ts";
import type { Row } from "./record.ts";

type Job = Pick<Row, "jobId" | "operation">;

/**
 * Starts the execution of a queued job; one that was started before, whether it runs or is over, is left alone. Never
 * throws.
 */
export async function startExecution(job: Job): Promise<"started" | "existed" | "failed"> {
  const input = JSON.stringify({ jobId: job.jobId });
  const command = new StartExecutionCommand({ stateMachineArn: machineArnOf(job), name: job.jobId, input });
  try {
    await statesClient().send(command);
    return "started";
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return "existed";
    log().error("execution not started; the reconciler will", { jobId: job.jobId, error: error as Error });
    return "failed";
  }
}

/** Stops the execution of a job; one that is over or never was is fine. */
export async function stopExecution(job: Job, cause: string): Promise<void> {
  try {
    const executionArn = executionArnOf(job);
    await statesClient().send(new StopExecutionCommand({ executionArn, error: "JobStopped", cause }));
  } catch (error) {
    if (!(error instanceof ExecutionDoesNotExist)) throw error;
  }
}

/** An execution is named by its job. */
export function executionArnOf(job: Job): string {
  return `${machineArnOf(job).replace(":stateMachine:", ":execution:")}:${job.jobId}`;
}

function machineArnOf({ operation }: Job): string {
  const machines = config("machines");
  return {
    "master-reference": machines.MASTER_REFERENCE_MACHINE_ARN,
    "profile-360": machines.PROFILE_360_MACHINE_ARN,
    "composite-shot": machines.COMPOSITE_SHOT_MACHINE_ARN,
    "second-opinion": machines.SECOND_OPINION_MACHINE_ARN,
  }[operation];
}
