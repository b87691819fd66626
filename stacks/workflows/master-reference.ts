import { JOB } from "../../packages/core/src/limits.ts";
import { call, falRequest, generateImage, type RequestNames, type States } from "./fal-request.ts";
import type { TaskArns } from "./tasks.ts";

const MAP_WIDTH = 40;

const DESCRIBE: RequestNames = {
  submit: "DescribeMaster",
  take: "ParseDescription",
  decide: "DecideDescription",
  choose: "DescriptionDecided",
  waitToSubmit: "WaitBeforeDescribe",
  waitToTake: "WaitBeforeParse",
  giveUp: "DescriptionGivenUp",
};

/** MasterReference: candidates side by side, the best one graded, described by a vision model, and saved. */
export function masterReference(arns: TaskArns) {
  return {
    Comment: "From a description to a master reference.",
    TimeoutSeconds: JOB.machineTimeoutSeconds,
    StartAt: "PlanMaster",
    States: {
      PlanMaster: call(
        arns.planMaster,
        { "jobId.$": "$.jobId" },
        {
          Comment: "Fixes every candidate's request once.",
          Next: "RenderCandidates",
        },
      ),
      RenderCandidates: {
        Type: "Map",
        ItemsPath: "$.candidates",
        MaxConcurrency: MAP_WIDTH,
        ItemProcessor: generateImage(arns),
        ResultPath: null,
        Next: "GradeMaster",
      },
      GradeMaster: call(
        arns.gradeMaster,
        { "jobId.$": "$.jobId" },
        {
          Comment: "Picks the best candidate by what can be measured, or asks for others.",
          Next: "MasterGraded",
        },
      ),
      MasterGraded: {
        Type: "Choice",
        Choices: [
          { Variable: "$.verdict", StringEquals: "again", Next: "RenderCandidates" },
          { Variable: "$.verdict", StringEquals: "failed", Next: "MasterFailed" },
        ],
        Default: DESCRIBE.submit,
      },
      ...describe(arns),
      SaveMaster: call(arns.saveMaster, { "jobId.$": "$.jobId" }, { End: true }),
      MasterFailed: {
        Type: "Fail",
        Error: "MasterUnusable",
        Cause: "No candidate could be used; the job row says why. Every stored picture is kept.",
      },
    },
  };
}

/** A failure to describe never fails the job: specifications then hold only what was measured. */
function describe(arns: TaskArns): States {
  const parse: States = {
    ParseDescription: call(
      arns.parseDescription,
      { "jobId.$": "$.jobId", "generationId.$": "$.generationId" },
      {
        Comment: "Reads the vision model's answer; one that does not parse is sent back once for repair.",
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: DESCRIBE.decide }],
        Next: "DescriptionParsed",
      },
    ),
    DescriptionParsed: {
      Type: "Choice",
      Choices: [{ Variable: "$.verdict", StringEquals: "repair", Next: DESCRIBE.submit }],
      Default: "SaveMaster",
    },
  };
  return falRequest(DESCRIBE, arns, parse, { Next: "SaveMaster" });
}
