import { DescribeExecutionCommand, ExecutionDoesNotExist } from "@aws-sdk/client-sfn";
import { statesClient } from "../clients.ts";
import * as Job from "../job/index.ts";

/** Ends a job whose execution is over or unknown without having said so; false when it still runs. */
export async function endDeadJob(job: Job.Row): Promise<boolean> {
  const status = await statusOf(job);
  if (status === "RUNNING" || status === "PENDING_REDRIVE") return false;
  return Job.end(job.jobId, {
    state: "failed",
    problem: {
      code: "job.execution-gone",
      message: `The execution ended (${status}) without a result. Every stored picture is kept.`,
    },
  });
}

async function statusOf(job: Job.Row): Promise<string> {
  try {
    const command = new DescribeExecutionCommand({ executionArn: Job.executionArnOf(job) });
    const { status } = await statesClient().send(command);
    return status ?? "UNKNOWN";
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return "NOT_FOUND";
    throw error;
  }
}
