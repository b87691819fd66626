import type { FunctionDefinition } from "./runtime.ts";

/** The second argument of a handler, as far as Node functions use it. */
export interface InvocationContext {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** What a context is made of; plain data, so that it can cross into a worker thread. */
export type ContextSource = Pick<FunctionDefinition, "name" | "arn" | "memoryMb" | "timeoutMs"> & {
  requestId: string;
};

/** A fresh context whose clock starts now. */
export function invocationContext(source: ContextSource): InvocationContext {
  const deadline = Date.now() + source.timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: source.name,
    functionVersion: "$LATEST",
    invokedFunctionArn: source.arn,
    memoryLimitInMB: String(source.memoryMb),
    awsRequestId: source.requestId,
    logGroupName: `/aws/lambda/${source.name}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}
