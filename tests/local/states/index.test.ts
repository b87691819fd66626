import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { arnOf, MACHINE_ARN, machineStack, statesClient } from "../support/machine.ts";
import { eventually, runStack, temporaryFolder } from "../support/product.ts";

const ECHO = { code: "export const handler = async (event: unknown) => event;" };
const CALLBACK = "arn:aws:states:::lambda:invoke.waitForTaskToken";

/** Keeps every token it is given where the test, in the same process, finds it. */
const KEEP_TOKEN = {
  code: `
    const tokens = ((globalThis as any).likenessTestTokens ??= {});
    export const handler = async ({ id, token }: any) => { (tokens[id] ??= []).push(token); return "ignored"; };`,
};

function tokenOf(id: string, attempt = 0): string | undefined {
  const tokens = (globalThis as unknown as { likenessTestTokens?: Record<string, string[]> })
    .likenessTestTokens;
  return tokens?.[id]?.[attempt];
}

const waiting = (rest: Record<string, unknown> = {}) => ({
  Type: "Task",
  Resource: CALLBACK,
  Parameters: { FunctionName: "{{Keep}}", Payload: { "id.$": "$.id", "token.$": "$$.Task.Token" } },
  TimeoutSeconds: 60,
  End: true,
  ...rest,
});

async function start(client: SFNClient, { input, name }: { input: unknown; name?: string }): Promise<string> {
  const command = new StartExecutionCommand({
    stateMachineArn: MACHINE_ARN,
    name,
    input: JSON.stringify(input),
  });
  const { executionArn } = await client.send(command);
  return executionArn ?? "";
}

async function ended(client: SFNClient, executionArn: string): Promise<DescribeExecutionCommandOutput> {
  return await eventually(async () => {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === "RUNNING" ? undefined : execution;
  });
}

describe("a state machine of the template", () => {
  test("fans out nested maps, waits for a callback per item and puts the answers in order", async () => {
    const inner = { ProcessorConfig: { Mode: "INLINE" }, StartAt: "Ask", States: { Ask: waiting() } };
    const batch = { Type: "Map", ItemProcessor: inner, End: true };
    const definition = {
      StartAt: "Batches",
      States: {
        Batches: {
          Type: "Map",
          ItemsPath: "$.batches",
          ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, StartAt: "Items", States: { Items: batch } },
          End: true,
        },
      },
    };
    const product = await runStack(machineStack(definition, { Keep: KEEP_TOKEN }));
    const client = statesClient(product.awsUrl);
    const batches = [[{ id: "n1" }, { id: "n2" }], [{ id: "n3" }]];
    const execution = await start(client, { input: { batches } });
    for (const id of ["n3", "n1", "n2"]) {
      const taskToken = await eventually(() => tokenOf(id));
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(`answer to ${id}`) }));
    }
    const { status, output } = await ended(client, execution);
    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(output ?? "")).toEqual([["answer to n1", "answer to n2"], ["answer to n3"]]);
    expect(product.meter.read()).toMatchObject({ executions: 1, stateTransitions: 1 + 2 + 3 });
  });

  test("retries a failing function and hands a caught error on with Lambda's own cause", async () => {
    const flaky = {
      code: `
        let calls = 0;
        class Flaky extends Error { override name = "Flaky"; }
        export const handler = async () => { calls += 1; throw new Flaky("attempt " + calls); };`,
    };
    const definition = {
      StartAt: "Try",
      States: {
        Try: {
          Type: "Task",
          Resource: "{{Flaky}}",
          Retry: [{ ErrorEquals: ["Flaky"], IntervalSeconds: 1, MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ["States.TaskFailed"], ResultPath: "$.error", Next: "Read" }],
          End: true,
        },
        Read: {
          Type: "Pass",
          Parameters: { "error.$": "$.error.Error", "cause.$": "States.StringToJson($.error.Cause)" },
          End: true,
        },
      },
    };
    const product = await runStack(machineStack(definition, { Flaky: flaky }));
    const client = statesClient(product.awsUrl);
    const { output } = await ended(client, await start(client, { input: {} }));
    expect(JSON.parse(output ?? "")).toMatchObject({
      error: "Flaky",
      cause: { errorType: "Flaky", errorMessage: "attempt 2" },
    });
    expect(product.meter.read().stateTransitions).toBe(3);
  });

  test("gives every attempt a token of its own and refuses the one of a failed attempt", async () => {
    const retry = [{ ErrorEquals: ["Rejected"], IntervalSeconds: 1, MaxAttempts: 1 }];
    const definition = { StartAt: "Ask", States: { Ask: waiting({ Retry: retry }) } };
    const product = await runStack(machineStack(definition, { Keep: KEEP_TOKEN }));
    const client = statesClient(product.awsUrl);
    const execution = await start(client, { input: { id: "retried" } });
    const first = await eventually(() => tokenOf("retried"));
    await client.send(new SendTaskFailureCommand({ taskToken: first, error: "Rejected", cause: "no" }));
    const second = await eventually(() => tokenOf("retried", 1));
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken: first, output: "1" })),
    ).rejects.toMatchObject({
      name: "TaskTimedOut",
    });
    await client.send(new SendTaskSuccessCommand({ taskToken: second, output: "2" }));
    expect(await ended(client, execution)).toMatchObject({ status: "SUCCEEDED", output: "2" });
  });

  test("fails a callback task whose function throws, whatever the token does", async () => {
    const broken = { code: `export const handler = async () => { throw new TypeError("no way"); };` };
    const ask = waiting({
      Parameters: { FunctionName: "{{Broken}}", Payload: { "token.$": "$$.Task.Token" } },
    });
    const product = await runStack(
      machineStack({ StartAt: "Ask", States: { Ask: ask } }, { Broken: broken }),
    );
    const client = statesClient(product.awsUrl);
    const { status, error, cause } = await ended(client, await start(client, { input: {} }));
    expect({ status, error }).toEqual({ status: "FAILED", error: "TypeError" });
    expect(JSON.parse(cause ?? "")).toMatchObject({ errorMessage: "no way" });
  });

  test("ends a callback task at its timeout as States.Timeout, which States.TaskFailed does not match", async () => {
    const definition = {
      StartAt: "Ask",
      States: {
        Ask: waiting({
          TimeoutSeconds: 1,
          Catch: [
            { ErrorEquals: ["States.TaskFailed"], Next: "Wrong" },
            { ErrorEquals: ["States.Timeout"], ResultPath: "$.error", Next: "Right" },
          ],
        }),
        Wrong: { Type: "Fail", Error: "Wrong" },
        Right: { Type: "Pass", End: true },
      },
    };
    const product = await runStack(machineStack(definition, { Keep: KEEP_TOKEN }));
    const client = statesClient(product.awsUrl);
    const { status, output } = await ended(client, await start(client, { input: { id: "late" } }));
    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(output ?? "").error.Error).toBe("States.Timeout");
    const late = new SendTaskSuccessCommand({ taskToken: tokenOf("late"), output: "{}" });
    await expect(client.send(late)).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test("fails a task that misses its heartbeat", async () => {
    const ask = waiting({ HeartbeatSeconds: 1 });
    const product = await runStack(
      machineStack({ StartAt: "Ask", States: { Ask: ask } }, { Keep: KEEP_TOKEN }),
    );
    const client = statesClient(product.awsUrl);
    const execution = await start(client, { input: { id: "beating" } });
    const taskToken = await eventually(() => tokenOf("beating"));
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    expect(await ended(client, execution)).toMatchObject({
      status: "FAILED",
      error: "States.HeartbeatTimeout",
    });
  });

  test("tells tokens that are malformed, unknown or carry bad output apart", async () => {
    const product = await runStack(
      machineStack({ StartAt: "Ask", States: { Ask: waiting() } }, { Keep: KEEP_TOKEN }),
    );
    const client = statesClient(product.awsUrl);
    const send = (taskToken: string | undefined, output: string) =>
      client.send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(send("nonsense", "{}")).rejects.toMatchObject({ name: "InvalidToken" });
    const stranger = Buffer.from("arn:aws:states:us-east-1:1:execution:a:b|00").toString("base64url");
    await expect(send(stranger, "{}")).rejects.toMatchObject({ name: "TaskDoesNotExist" });
    await start(client, { input: { id: "output" } });
    const token = await eventually(() => tokenOf("output"));
    await expect(send(token, "{not json")).rejects.toMatchObject({ name: "InvalidOutput" });
    await expect(send(token, JSON.stringify("x".repeat(262_144)))).rejects.toMatchObject({
      name: "InvalidOutput",
    });
    await send(token, "1");
  });

  test("starts an execution of one name once: the same input is answered again, another one refused", async () => {
    const product = await runStack(
      machineStack({ StartAt: "Ask", States: { Ask: waiting() } }, { Keep: KEEP_TOKEN }),
    );
    const client = statesClient(product.awsUrl);
    const twice = await Promise.all([
      start(client, { name: "job_1", input: { id: "once" } }),
      start(client, { name: "job_1", input: { id: "once" } }),
    ]);
    expect(twice[0]).toBe(twice[1]);
    await expect(start(client, { name: "job_1", input: { id: "other" } })).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
    });
    const taskToken = await eventually(() => tokenOf("once"));
    await client.send(new SendTaskSuccessCommand({ taskToken, output: "1" }));
    await ended(client, twice[0] ?? "");
    await expect(start(client, { name: "job_1", input: { id: "once" } })).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
    });
    expect(product.meter.read().executions).toBe(1);
  });

  test("stops a running execution and lists it as aborted with the reason", async () => {
    const product = await runStack(
      machineStack({ StartAt: "Ask", States: { Ask: waiting() } }, { Keep: KEEP_TOKEN }),
    );
    const client = statesClient(product.awsUrl);
    const executionArn = await start(client, { input: { id: "stopped" } });
    const taskToken = await eventually(() => tokenOf("stopped"));
    await client.send(new StopExecutionCommand({ executionArn, error: "Cancelled", cause: "by its owner" }));
    expect(await ended(client, executionArn)).toMatchObject({ status: "ABORTED", error: "Cancelled" });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: "1" }))).rejects.toMatchObject({
      name: "TaskTimedOut",
    });
    const list = new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, statusFilter: "ABORTED" });
    expect((await client.send(list)).executions?.map((each) => each.executionArn)).toEqual([executionArn]);
  });

  test("ends as TIMED_OUT when the machine's own time is over", async () => {
    const definition = { TimeoutSeconds: 1, StartAt: "Ask", States: { Ask: waiting() } };
    const product = await runStack(machineStack(definition, { Keep: KEEP_TOKEN }));
    const client = statesClient(product.awsUrl);
    const execution = await start(client, { input: { id: "machine-timeout" } });
    expect(await ended(client, execution)).toMatchObject({ status: "TIMED_OUT" });
  });

  test("fails with States.DataLimitExceeded, past every Catch, when a task returns too much", async () => {
    const big = { code: `export const handler = async () => "x".repeat(300_000);` };
    const definition = {
      StartAt: "Big",
      States: {
        Big: {
          Type: "Task",
          Resource: "{{Big}}",
          ResultPath: null,
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }],
          Next: "Done",
        },
        Done: { Type: "Succeed" },
      },
    };
    const product = await runStack(machineStack(definition, { Big: big }));
    const client = statesClient(product.awsUrl);
    expect(await ended(client, await start(client, { input: {} }))).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
    });
  });

  test("wraps the result of lambda:invoke as the service does", async () => {
    const call = {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "{{Echo}}", "Payload.$": "$" },
      ResultSelector: { "value.$": "$.Payload.value", "status.$": "$.StatusCode" },
      ResultPath: "$.result",
      End: true,
    };
    const product = await runStack(machineStack({ StartAt: "Call", States: { Call: call } }, { Echo: ECHO }));
    const client = statesClient(product.awsUrl);
    const { output } = await ended(client, await start(client, { input: { value: 7 } }));
    expect(JSON.parse(output ?? "")).toEqual({ value: 7, result: { value: 7, status: 200 } });
  });
});

describe("the executions that a dead process left behind", () => {
  const keepEvents = {
    code: `
      const events = ((globalThis as any).likenessTestEvents ??= []);
      export const handler = async (event: any) => { events.push(event); };`,
  };
  const rule = {
    Type: "AWS::Events::Rule",
    Properties: {
      EventPattern: {
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"], stateMachineArn: [{ Ref: "Machine" }] },
      },
      Targets: [{ Id: "T0", Arn: arnOf("Events") }],
    },
  };

  test("are aborted at the next start, which tells the rules", async () => {
    const definition = { StartAt: "Ask", States: { Ask: waiting() } };
    const stack = machineStack(definition, { Keep: KEEP_TOKEN, Events: keepEvents }, { Rule: rule });
    const dataDir = temporaryFolder();
    const first = await runStack(stack, { dataDir });
    const executionArn = await start(statesClient(first.awsUrl), { name: "left", input: { id: "left" } });
    await eventually(() => tokenOf("left"));
    await first.close();
    const second = await runStack(stack, { dataDir });
    expect(second.awsUrl).toBe(first.awsUrl);
    const events = () =>
      (
        globalThis as unknown as {
          likenessTestEvents?: { detail: { status: string; executionArn: string } }[];
        }
      ).likenessTestEvents;
    const [event] = await eventually(() => events());
    expect(event?.detail).toMatchObject({ status: "ABORTED", executionArn, name: "left" });
    expect(await ended(statesClient(second.awsUrl), executionArn)).toMatchObject({ status: "ABORTED" });
    const late = new SendTaskSuccessCommand({ taskToken: tokenOf("left"), output: "1" });
    await expect(statesClient(second.awsUrl).send(late)).rejects.toMatchObject({ name: "TaskTimedOut" });
  });
});
