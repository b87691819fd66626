import { JOB } from "../../packages/core/src/limits.ts";
import { call, falRequest, type RequestNames, type States } from "./fal-request.ts";
import type { TaskArns } from "./tasks.ts";

const JOB_ID = { "jobId.$": "$.jobId" };

const ASK: RequestNames = {
  submit: "AskForOpinion",
  take: "ReadOpinion",
  decide: "DecideOpinion",
  choose: "OpinionDecided",
  waitToSubmit: "WaitBeforeAsking",
  waitToTake: "WaitBeforeReading",
  giveUp: "OpinionGivenUp",
};

/** SecondOpinion: two pictures and a question to a vision model; the job ends with what it saw, or why there is nothing. */
export function secondOpinion(arns: TaskArns) {
  const read: States = {
    ReadOpinion: call(
      arns.readOpinion,
      { ...JOB_ID, "generationId.$": "$.generationId" },
      {
        Comment: "Reads the model's answer; one that does not parse is asked for again.",
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: ASK.decide }],
        Next: "OpinionRead",
      },
    ),
    OpinionRead: {
      Type: "Choice",
      Choices: [{ Variable: "$.verdict", StringEquals: "repair", Next: ASK.submit }],
      Default: "SaveOpinion",
    },
  };
  return {
    Comment: "A vision model's opinion of a doubtful verdict.",
    TimeoutSeconds: JOB.machineTimeoutSeconds,
    StartAt: "PlanOpinion",
    States: {
      PlanOpinion: call(arns.planOpinion, JOB_ID, { Comment: "Fixes the request once.", Next: ASK.submit }),
      ...falRequest(ASK, arns, read, { Next: "SaveOpinion" }),
      SaveOpinion: call(arns.saveOpinion, JOB_ID, { End: true }),
    },
  };
}
