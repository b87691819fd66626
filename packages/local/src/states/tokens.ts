import { randomBytes } from "node:crypto";
import { ServiceError } from "../service-error.ts";

/** The answer that a task token waits for: a value, or a failure with the caller's error name. */
export type TaskAnswer = { output: unknown } | { error: string; cause: string };

/** Task tokens of all executions: handed out to tasks, redeemed once through the service. */
export interface TaskTokens {
  open(request: { executionArn: string; timeoutMs: number; heartbeatMs?: number }): {
    token: string;
    answer: Promise<TaskAnswer>;
  };
  /** Throws InvalidToken, TaskDoesNotExist or TaskTimedOut as the service does. */
  redeem(token: string, answer: TaskAnswer): void;
  heartbeat(token: string): void;
  /** Ends a token without an answer: its task is over. */
  close(token: string): void;
  closeExecution(executionArn: string): void;
}

interface OpenToken {
  executionArn: string;
  settle(answer: TaskAnswer): void;
  timers: NodeJS.Timeout[];
  beat?: () => void;
}

// As long as the tokens of AWS, because rows that keep one are metered by their size.
const TOKEN_PADDING_BYTES = 420;

/** `knowsExecution` tells a token whose execution is over from one that never was, also across restarts. */
export function createTaskTokens({ knowsExecution }: { knowsExecution(arn: string): boolean }): TaskTokens {
  const open = new Map<string, OpenToken>();
  const close = (token: string) => {
    for (const timer of open.get(token)?.timers ?? []) clearTimeout(timer);
    open.delete(token);
  };
  const require = (token: string): OpenToken => {
    const entry = open.get(token);
    if (entry) return entry;
    const executionArn = executionOf(token);
    if (!executionArn) throw new ServiceError("InvalidToken", "Invalid token");
    if (knowsExecution(executionArn))
      throw new ServiceError("TaskTimedOut", "Provided task does not exist anymore");
    throw new ServiceError("TaskDoesNotExist", "Provided task does not exist");
  };
  return {
    open: ({ executionArn, timeoutMs, heartbeatMs }) => {
      const token = mint(executionArn);
      const answer = new Promise<TaskAnswer>((settle) => {
        const entry: OpenToken = {
          executionArn,
          settle,
          timers: [setTimeout(() => close(token), timeoutMs)],
        };
        open.set(token, entry);
        if (heartbeatMs !== undefined) watchHeartbeat(entry, { heartbeatMs, close: () => close(token) });
      });
      return { token, answer };
    },
    redeem: (token, answer) => {
      const entry = require(token);
      close(token);
      entry.settle(answer);
    },
    heartbeat: (token) => require(token).beat?.(),
    close,
    closeExecution: (executionArn) => {
      for (const [token, entry] of [...open]) {
        if (entry.executionArn !== executionArn) continue;
        close(token);
        // Whoever waits must wake up, or the interpreter would keep its timers for as long as the task may take.
        entry.settle({ error: "States.Runtime", cause: "The execution is over" });
      }
    },
  };
}

function watchHeartbeat(
  entry: OpenToken,
  { heartbeatMs, close }: { heartbeatMs: number; close(): void },
): void {
  const missed = () => {
    close();
    entry.settle({ error: "States.HeartbeatTimeout", cause: "" });
  };
  const timer = setTimeout(missed, heartbeatMs);
  entry.timers.push(timer);
  entry.beat = () => timer.refresh();
}

function mint(executionArn: string): string {
  return Buffer.from(`${executionArn}|${randomBytes(TOKEN_PADDING_BYTES / 2).toString("hex")}`).toString(
    "base64url",
  );
}

function executionOf(token: string): string | undefined {
  const [arn, random] = Buffer.from(token, "base64url").toString("utf8").split("|");
  return random && arn?.startsWith("arn:") ? arn : undefined;
}
