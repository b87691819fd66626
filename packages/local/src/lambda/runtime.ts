import type { Outcome } from "./outcome.ts";

/** A function as the template describes it, everything resolved. */
export interface FunctionDefinition {
  /** `<stack>.<logical id>`. */
  id: string;
  name: string;
  arn: string;
  /** `path/of/file.exportName` inside the code directory. */
  handler: string;
  codeDirectory: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Record<string, string>;
}

export interface Invocation {
  requestId: string;
  event: unknown;
}

/** Executes handlers. An invocation never rejects: whatever goes wrong is an outcome. */
export interface Runtime {
  invoke(definition: FunctionDefinition, invocation: Invocation): Promise<Outcome>;
  close(): Promise<void>;
}

/** A line that a function wrote to its standard output or error. */
export type FunctionLog = (line: { functionName: string; text: string }) => void;
