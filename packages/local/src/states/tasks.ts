import type { Outcome } from "../lambda/outcome.ts";
import { type State, taskTimeoutMs } from "./definition.ts";
import type { TaskTokens } from "./tokens.ts";

/** A failed task. The interpreter matches `name` against ErrorEquals and hands `message` on as the Cause. */
export class TaskFailure extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/** Stands for `$$.Task.Token` while the interpreter evaluates Parameters; each attempt gets a token of its own. */
export const TOKEN_PLACEHOLDER = "<<task-token:7d0c0d6e-3f0b-4f7b-9c55-2a4c0e6f3b11>>";

export interface TaskRunner {
  tokens: TaskTokens;
  invoke(functionReference: string, event: unknown): Promise<Outcome>;
}

/** The work of one attempt of a Task state. */
export interface TaskAttempt {
  state: State;
  input: unknown;
  executionArn: string;
}

const INVOKE = /^arn:[^:]+:states:::lambda:invoke(\.waitForTaskToken)?$/;
const FUNCTION = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:/;

/** True for a Task resource that can be executed here. */
export function isRunnableResource(resource: unknown): boolean {
  return typeof resource === "string" && (INVOKE.test(resource) || FUNCTION.test(resource));
}

/** The function that a Task state names, when its name is fixed. */
export function taskFunction({ Type, Resource, Parameters }: State): string | undefined {
  if (Type !== "Task") return undefined;
  if (FUNCTION.test(String(Resource))) return String(Resource);
  const name = (Parameters as { FunctionName?: unknown } | undefined)?.FunctionName;
  return typeof name === "string" ? name : undefined;
}

/** Runs a Lambda task, the `lambda:invoke` integration, or its callback form. Rejects with a TaskFailure. */
export async function runTask(runner: TaskRunner, attempt: TaskAttempt): Promise<unknown> {
  const resource = String(attempt.state.Resource);
  if (FUNCTION.test(resource)) return payloadOf(await runner.invoke(resource, attempt.input));
  if (resource.endsWith(".waitForTaskToken")) return await runCallbackTask(runner, attempt);
  const { functionName, payload } = invokeParameters(attempt.input);
  return {
    ExecutedVersion: "$LATEST",
    Payload: payloadOf(await runner.invoke(functionName, payload)),
    StatusCode: 200,
  };
}

async function runCallbackTask(
  runner: TaskRunner,
  { state, input, executionArn }: TaskAttempt,
): Promise<unknown> {
  const { functionName, payload } = invokeParameters(input);
  const heartbeat = state.HeartbeatSeconds;
  const { token, answer } = runner.tokens.open({
    executionArn,
    timeoutMs: taskTimeoutMs(state),
    ...(typeof heartbeat === "number" ? { heartbeatMs: heartbeat * 1000 } : {}),
  });
  // The function's result means nothing here; only its failure ends the wait, and the callback may come first.
  const failed = runner.invoke(functionName, withToken(payload, token)).then((outcome) => {
    if (outcome.ok) return new Promise<never>(() => undefined);
    runner.tokens.close(token);
    return payloadOf(outcome);
  });
  const answered = await Promise.race([answer, failed]);
  const settled = answered as Awaited<typeof answer>;
  if ("error" in settled) throw new TaskFailure(settled.error, settled.cause);
  return settled.output;
}

function invokeParameters(input: unknown): { functionName: string; payload: unknown } {
  const { FunctionName, Payload } = (input ?? {}) as { FunctionName?: unknown; Payload?: unknown };
  if (typeof FunctionName !== "string")
    throw new TaskFailure("States.Runtime", "Parameters.FunctionName is missing");
  return { functionName: FunctionName, payload: Payload ?? {} };
}

function payloadOf(outcome: Outcome): unknown {
  if (outcome.ok) return outcome.payload;
  throw new TaskFailure(outcome.error.errorType, JSON.stringify(outcome.error));
}

function withToken(value: unknown, token: string): unknown {
  if (typeof value === "string") return value.replaceAll(TOKEN_PLACEHOLDER, token);
  if (Array.isArray(value)) return value.map((item) => withToken(item, token));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withToken(item, token)]));
}
