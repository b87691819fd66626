import { GENERATION } from "../../packages/core/src/limits.ts";
import type { TaskArns } from "./tasks.ts";

/** A state as Amazon States Language has it; the machines are plain data. */
export type State = Record<string, unknown> & { Type: string; Comment?: string };
export type States = Record<string, State>;

/** Errors of the Lambda service itself, before or beside our code; trying again is always right. */
export const LAMBDA_ERRORS = [
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];

/** A function that died or overran: what it had done stays, and every task of ours goes on from there. */
export const CRASHES = ["Runtime.ExitError", "Sandbox.Timedout", "Lambda.Unknown"];

/** Retry of a task that may run twice: all of ours, but never the paid submit. */
export const RETRY_LAMBDA = [
  {
    ErrorEquals: [...LAMBDA_ERRORS, ...CRASHES],
    IntervalSeconds: 1,
    MaxAttempts: 5,
    BackoffRate: 2,
    JitterStrategy: "FULL",
  },
];

/** For a task whose failure costs the job something that is paid, or everything: the table may just be away for longer than a call waits for it. */
export const RETRY_STEP = [
  ...RETRY_LAMBDA,
  {
    ErrorEquals: ["States.TaskFailed"],
    IntervalSeconds: 2,
    MaxAttempts: 4,
    BackoffRate: 3,
    JitterStrategy: "FULL",
  },
];

/** A task that calls a function and replaces the state by its answer; `rest` says who catches its failure, if anybody. */
export function call(functionArn: string, parameters: Record<string, unknown>, rest: Partial<State>): State {
  const Retry = rest.Catch ? RETRY_LAMBDA : RETRY_STEP;
  return { Type: "Task", Resource: functionArn, Parameters: parameters, Retry, ...rest };
}

const REF = { "jobId.$": "$.jobId", "generationId.$": "$.generationId" };

/** The names of the states of one FalRequest; state names are unique within a machine. */
export interface RequestNames {
  submit: string;
  /** The state that takes FAL's answer: StoreImage or ParseDescription. */
  take: string;
  decide: string;
  choose: string;
  waitToSubmit: string;
  waitToTake: string;
  giveUp: string;
  /** Asking a language model for another prompt; pictures only. */
  waitToRewrite?: string;
  rewrite?: string;
}

/**
 * One paid request to FAL: submit and wait for the webhook, take the answer; on any error one decision says whether
 * to give up, to take the answer again or to submit the next attempt, after a wait that costs nothing.
 */
export function falRequest(
  names: RequestNames,
  arns: TaskArns,
  take: States,
  givenUp: Partial<State>,
): States {
  const toDecision = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: names.decide }];
  return {
    [names.submit]: {
      ...submission(arns),
      Comment: "Sends the request once and waits until FAL's webhook, or the reconciler, says how it ended.",
      ResultPath: null,
      Catch: toDecision,
      Next: names.take,
    },
    ...take,
    [names.decide]: call(
      arns.decideRecovery,
      { ...REF, "error.$": "$.error" },
      {
        Comment: "One table decides what follows from this failure, and names the next attempt.",
        Retry: RETRY_STEP,
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: names.giveUp }],
        Next: names.choose,
      },
    ),
    [names.choose]: {
      Type: "Choice",
      Choices: [
        { Variable: "$.action", StringEquals: "submit", Next: names.waitToSubmit },
        { Variable: "$.action", StringEquals: "take", Next: names.waitToTake },
        ...(names.waitToRewrite
          ? [{ Variable: "$.action", StringEquals: "rewrite", Next: names.waitToRewrite }]
          : []),
      ],
      Default: names.giveUp,
    },
    [names.waitToSubmit]: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: names.submit },
    [names.waitToTake]: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: names.take },
    ...rewriting(names, arns),
    [names.giveUp]: { Type: "Pass", Comment: "This one is missing; the job goes on without it.", ...givenUp },
  };
}

function submission(arns: TaskArns): State {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: {
      FunctionName: arns.submitGeneration,
      Payload: { ...REF, "taskToken.$": "$$.Task.Token" },
    },
    TimeoutSeconds: GENERATION.waitMaxSeconds,
  };
}

/** However the request for another prompt ends, the decision goes on: with the text on its row, or by the rules. */
function rewriting({ rewrite, waitToRewrite, decide }: RequestNames, arns: TaskArns): States {
  if (!rewrite || !waitToRewrite) return {};
  return {
    [waitToRewrite]: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: rewrite },
    [rewrite]: {
      ...submission(arns),
      Comment: "Asks a language model for a milder prompt, and waits for it as for a picture.",
      ResultSelector: { Error: "PromptRewritten" },
      ResultPath: "$.error",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: decide }],
      Next: decide,
    },
  };
}

/**
 * GenerateImage: a FalRequest whose answer is stored. The iteration of a Map over `{jobId, generationId}` items; a
 * machine with a second one ends its states' names with `of`.
 */
export function generateImage(arns: TaskArns, of = "") {
  const names: RequestNames = {
    submit: `SubmitGeneration${of}`,
    take: `StoreImage${of}`,
    decide: `DecideRecovery${of}`,
    choose: `RecoveryDecided${of}`,
    waitToSubmit: `WaitBeforeSubmit${of}`,
    waitToTake: `WaitBeforeStore${of}`,
    giveUp: `GiveUp${of}`,
    waitToRewrite: `WaitBeforeRewrite${of}`,
    rewrite: `RewritePrompt${of}`,
  };
  const store: States = {
    [names.take]: call(arns.storeImage, REF, {
      Comment: "Downloads, checks, encodes and puts the picture; object first, row second.",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: names.decide }],
      End: true,
    }),
  };
  const states = falRequest(names, arns, store, {
    Parameters: { ...REF, isStored: false },
    End: true,
  });
  return { ProcessorConfig: { Mode: "INLINE" }, StartAt: names.submit, States: states };
}
