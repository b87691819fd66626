import { JOB } from "../../packages/core/src/limits.ts";
import { call, generateImage, RETRY_STEP } from "./fal-request.ts";
import type { TaskArns } from "./tasks.ts";

const MAP_WIDTH = 40;

/** The bucket is away: what was paid for waits for it, and is not judged without being looked at. */
const RETRY_BUCKET = {
  ErrorEquals: ["StorageUnavailable"],
  IntervalSeconds: 10,
  MaxAttempts: 6,
  BackoffRate: 2,
  JitterStrategy: "FULL",
};

/** Profile360: every angle is in flight at once, and missing ones are rendered again, within the rounds allowed. */
export function profile360(arns: TaskArns) {
  return {
    Comment: "From a master reference to a turnaround.",
    TimeoutSeconds: JOB.machineTimeoutSeconds,
    StartAt: "PlanProfile",
    States: {
      PlanProfile: call(
        arns.planProfile,
        { "jobId.$": "$.jobId" },
        {
          Comment: "Fixes every angle's request once; the batches carry ids only.",
          Next: "RenderBatches",
        },
      ),
      RenderBatches: {
        Type: "Map",
        Comment: "Batches keep each map small; they never wait for one another.",
        ItemsPath: "$.batches",
        MaxConcurrency: MAP_WIDTH,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "RenderAngles",
          States: {
            RenderAngles: {
              Type: "Map",
              Comment: "Each angle is caught on its own: one failure never stops the others.",
              MaxConcurrency: MAP_WIDTH,
              ItemProcessor: generateImage(arns),
              End: true,
            },
          },
        },
        ResultPath: null,
        Next: "JudgeProfile",
      },
      JudgeProfile: call(
        arns.judgeProfile,
        { "jobId.$": "$.jobId" },
        {
          Comment: "How alike what is there is, and whether to render missing or failing angles again.",
          Retry: [RETRY_BUCKET, ...RETRY_STEP],
          Next: "ProfileJudged",
        },
      ),
      ProfileJudged: {
        Type: "Choice",
        Choices: [
          { Variable: "$.verdict", StringEquals: "again", Next: "RenderBatches" },
          { Variable: "$.verdict", StringEquals: "failed", Next: "ProfileFailed" },
        ],
        Default: "SaveProfile",
      },
      SaveProfile: call(arns.saveProfile, { "jobId.$": "$.jobId", "verdict.$": "$.verdict" }, { End: true }),
      ProfileFailed: {
        Type: "Fail",
        Error: "ProfileIncomplete",
        Cause: "Too few angles could be rendered; the job row names them. Every stored picture is kept.",
      },
    },
  };
}
