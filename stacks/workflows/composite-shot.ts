import { JOB } from "../../packages/core/src/limits.ts";
import { call, generateImage, type State } from "./fal-request.ts";
import type { TaskArns } from "./tasks.ts";

const JOB_ID = { "jobId.$": "$.jobId" };

/** CompositeShot: the references are given to the model, everybody is looked for in the picture, and it is tried again. */
export function compositeShot(arns: TaskArns) {
  return {
    Comment: "From several references to one scene.",
    TimeoutSeconds: JOB.machineTimeoutSeconds,
    StartAt: "PlanComposite",
    States: {
      PlanComposite: call(arns.planComposite, JOB_ID, {
        Comment: "Checks every reference and fixes the next request: the layout, the sketch or the scene.",
        Next: "CompositePlanned",
      }),
      CompositePlanned: {
        Type: "Choice",
        Choices: [
          { Variable: "$.stage", StringEquals: "layout", Next: "DrawLayout" },
          { Variable: "$.stage", StringEquals: "control", Next: "RenderSketch" },
        ],
        Default: "RenderComposite",
      },
      DrawLayout: call(arns.drawLayout, JOB_ID, {
        Comment: "Draws who stands where, for the control model to follow.",
        Next: "PlanComposite",
      }),
      RenderSketch: render(generateImage(arns, "OfSketch"), {
        Comment: "A sketch by the control model; without it the scene is made all the same.",
        Next: "PlanComposite",
      }),
      RenderComposite: render(generateImage(arns), {
        Comment: "One try of the scene.",
        Next: "JudgeComposite",
      }),
      JudgeComposite: call(arns.judgeComposite, JOB_ID, {
        Comment: "Who is who in the picture, and whether to try again.",
        Next: "CompositeJudged",
      }),
      CompositeJudged: {
        Type: "Choice",
        Choices: [
          { Variable: "$.verdict", StringEquals: "again", Next: "RenderComposite" },
          { Variable: "$.verdict", StringEquals: "failed", Next: "CompositeFailed" },
        ],
        Default: "SaveComposite",
      },
      SaveComposite: call(arns.saveComposite, JOB_ID, { End: true }),
      CompositeFailed: {
        Type: "Fail",
        Error: "CompositeUnusable",
        Cause: "No picture of the scene could be made; the job row says why.",
      },
    },
  };
}

function render(ItemProcessor: object, rest: Partial<State>): State {
  return {
    Type: "Map",
    ItemsPath: "$.shots",
    MaxConcurrency: 1,
    ItemProcessor,
    ResultPath: null,
    ...rest,
  };
}
