import { randomUUID } from "node:crypto";
import * as z from "zod";
import { ServiceError } from "../service-error.ts";
import type { ExecutionRecord, ExecutionStore } from "./executions.ts";
import { STATE_DATA_MAX_BYTES } from "./interpreter.ts";
import type { Machine } from "./machines.ts";
import type { Runs } from "./runs.ts";
import type { TaskTokens } from "./tokens.ts";

/** Step Functions' JSON protocol: operation name and parsed body in, plain answer out; failures are ServiceErrors. */
export type StatesService = (operation: string, body: unknown) => Promise<unknown>;

interface Parts {
  machines: Machine[];
  runs: Runs;
  executions: ExecutionStore;
  tokens: TaskTokens;
}

/** Serves the operations that a workflow's own functions need; any other is an UnknownOperationException. */
export function createStatesService(parts: Parts): StatesService {
  const operations: Record<string, (parts: Parts, body: unknown) => unknown> = {
    StartExecution: startExecution,
    DescribeExecution: describeExecution,
    ListExecutions: listExecutions,
    StopExecution: stopExecution,
    SendTaskSuccess: sendTaskSuccess,
    SendTaskFailure: sendTaskFailure,
    SendTaskHeartbeat: sendTaskHeartbeat,
  };
  return async (operation, body) => {
    const run = operations[operation];
    if (!run) throw new ServiceError("UnknownOperationException", `States.${operation} is not served here`);
    return await run(parts, body);
  };
}

const StartExecution = z.object({
  stateMachineArn: z.string(),
  name: z.string().min(1).max(80).optional(),
  input: z.string().default("{}"),
});

async function startExecution({ machines, runs, executions }: Parts, body: unknown) {
  const { stateMachineArn, name = randomUUID(), input } = parse(StartExecution, body);
  const machine = existingMachine(machines, stateMachineArn);
  if (/[\s<>{}[\]?*"#%\\^|~`$&,;:/]/.test(name))
    throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
  if (!isJson(input) || Buffer.byteLength(input) > STATE_DATA_MAX_BYTES)
    throw new ServiceError(
      "InvalidExecutionInput",
      `The input must be JSON of at most ${STATE_DATA_MAX_BYTES} bytes`,
    );
  const executionArn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
  const known = executions.get(executionArn);
  if (known?.status === "RUNNING" && known.input === input)
    return { executionArn, startDate: seconds(known.startedAt) };
  if (known) throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
  const { startedAt } = await runs.start(machine, { executionArn, name, input });
  return { executionArn, startDate: seconds(startedAt) };
}

function describeExecution({ executions }: Parts, body: unknown) {
  const record = existing(executions, parse(z.object({ executionArn: z.string() }), body).executionArn);
  const { input, output, error, cause } = record;
  return { ...summary(record), input, output, error, cause };
}

const ListExecutions = z.object({
  stateMachineArn: z.string(),
  statusFilter: z.string().optional(),
  maxResults: z.number().int().min(0).max(1000).optional(),
  nextToken: z.string().optional(),
});

function listExecutions({ machines, executions }: Parts, body: unknown) {
  const { stateMachineArn, statusFilter, maxResults, nextToken } = parse(ListExecutions, body);
  const all = executions
    .ofMachine(existingMachine(machines, stateMachineArn).arn)
    .filter(({ status }) => !statusFilter || status === statusFilter)
    .sort((left, right) => right.startedAt - left.startedAt);
  const from = Number(nextToken ?? 0);
  const to = from + (maxResults || 100);
  return {
    executions: all.slice(from, to).map(summary),
    ...(to < all.length ? { nextToken: String(to) } : {}),
  };
}

const StopExecution = z.object({
  executionArn: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
});

async function stopExecution({ runs, executions }: Parts, body: unknown) {
  const { executionArn, error, cause } = parse(StopExecution, body);
  const record = existing(executions, executionArn);
  if (record.status === "RUNNING") await runs.stop(executionArn, { error, cause });
  return { stopDate: seconds(existing(executions, executionArn).stoppedAt ?? Date.now()) };
}

function sendTaskSuccess({ tokens }: Parts, body: unknown) {
  const { taskToken, output } = parse(z.object({ taskToken: z.string(), output: z.string() }), body);
  if (!isJson(output) || Buffer.byteLength(output) > STATE_DATA_MAX_BYTES)
    throw new ServiceError(
      "InvalidOutput",
      `The output must be JSON of at most ${STATE_DATA_MAX_BYTES} bytes`,
    );
  tokens.redeem(taskToken, { output: JSON.parse(output) });
  return {};
}

const SendTaskFailure = z.object({
  taskToken: z.string(),
  error: z.string().max(256).default("States.TaskFailed"),
  cause: z.string().max(32_768).default(""),
});

function sendTaskFailure({ tokens }: Parts, body: unknown) {
  const { taskToken, error, cause } = parse(SendTaskFailure, body);
  tokens.redeem(taskToken, { error, cause });
  return {};
}

function sendTaskHeartbeat({ tokens }: Parts, body: unknown) {
  tokens.heartbeat(parse(z.object({ taskToken: z.string() }), body).taskToken);
  return {};
}

function summary({ executionArn, stateMachineArn, name, status, startedAt, stoppedAt }: ExecutionRecord) {
  const stopDate = stoppedAt === undefined ? undefined : seconds(stoppedAt);
  return { executionArn, stateMachineArn, name, status, startDate: seconds(startedAt), stopDate };
}

function existingMachine(machines: Machine[], arn: string): Machine {
  const machine = machines.find((item) => item.arn === arn);
  if (!machine) throw new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function existing(executions: ExecutionStore, executionArn: string): ExecutionRecord {
  const record = executions.get(executionArn);
  if (!record) throw new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
  return record;
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new ServiceError("ValidationException", z.prettifyError(parsed.error));
  return parsed.data;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
