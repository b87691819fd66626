import { expect, test } from "vitest";
import { unsupported } from "../../../packages/local/src/states/unsupported.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:one";
const CALLBACK = "arn:aws:states:::lambda:invoke.waitForTaskToken";

const task = (rest: Record<string, unknown> = {}) => ({
  Type: "Task",
  Resource: FUNCTION,
  End: true,
  ...rest,
});
const machine = (state: Record<string, unknown>) => ({ StartAt: "A", States: { A: state } });
const map = (inner: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  Type: "Map",
  ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, StartAt: "B", States: { B: inner } },
  End: true,
  ...rest,
});

test("a definition made of what the interpreter runs correctly has nothing to report", () => {
  const retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: "FULL" }];
  const inner = {
    Type: "Task",
    Resource: CALLBACK,
    Parameters: { FunctionName: "one", Payload: { "id.$": "$.id", "token.$": "$$.Task.Token" } },
    TimeoutSeconds: 900,
    ResultPath: null,
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "C" }],
    End: true,
  };
  const definition = {
    Comment: "all of it",
    TimeoutSeconds: 3600,
    StartAt: "A",
    States: {
      A: {
        Type: "Map",
        ItemsPath: "$.batches",
        MaxConcurrency: 10,
        ItemSelector: { "item.$": "$$.Map.Item.Value", "job.$": "$$.Execution.Name" },
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "B",
          States: {
            B: inner,
            C: { Type: "Pass", Parameters: { "x.$": "States.Format('{}..[*]', $.id)" }, End: true },
          },
        },
        ResultSelector: { "first.$": "$[0]" },
        ResultPath: "$.result.here",
        Next: "D",
      },
      D: {
        Type: "Choice",
        Choices: [
          {
            And: [{ Variable: "$.x", IsPresent: true }, { Not: { Variable: "$.x", NumericEquals: 1 } }],
            Next: "E",
          },
        ],
        Default: "F",
      },
      E: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "G" },
      F: { Type: "Fail", ErrorPath: "$.error", Cause: "because" },
      G: task({ Retry: retry, Parameters: { "input.$": "$$.Execution.Input" } }),
    },
  };
  expect(unsupported(definition)).toEqual([]);
});

test.each([
  ["JSONata", { QueryLanguage: "JSONata", ...machine(task()) }, /JSONata/],
  ["variables", machine(task({ Assign: { x: 1 } })), /A: .*Assign/],
  ["a distributed Map", machine(map(task(), { ItemReader: {} })), /ItemReader/],
  ["tolerated failures", machine(map(task(), { ToleratedFailurePercentage: 5 })), /Tolerated/],
  ["a resource of another service", machine(task({ Resource: "arn:aws:states:::sqs:sendMessage" })), /sqs/],
  [
    "a timeout path on a callback",
    machine(task({ Resource: CALLBACK, TimeoutSecondsPath: "$.t" })),
    /TimeoutSeconds/,
  ],
  ["a token where there is none", machine(task({ Parameters: { "t.$": "$$.Task.Token" } })), /Task\.Token/],
  ["the name of the state", machine(task({ Parameters: { "n.$": "$$.State.Name" } })), /State\.Name/],
  [
    "the item inside the iteration",
    machine(map(task({ Parameters: { "n.$": "$$.Map.Item.Index" } }))),
    /B: .*Map\.Item/,
  ],
  [
    "the root input inside the iteration",
    machine(map(task({ Parameters: { "n.$": "$$.Execution.Input.x" } }))),
    /B: /,
  ],
  ["a ResultPath of $", machine(task({ ResultPath: "$" })), /ResultPath/],
  ["a ResultPath with brackets", machine(task({ ResultPath: "$['a']" })), /ResultPath/],
  ["a falsy Pass result", machine({ Type: "Pass", Result: 0, End: true }), /Result of 0/],
  [
    "a path that may match nothing",
    machine({ Type: "Pass", Parameters: { "x.$": "$.items[*].id" }, End: true }),
    /nothing/,
  ],
  [
    "an untested intrinsic",
    machine({ Type: "Pass", Parameters: { "x.$": "States.MathRandom(1, 2)" }, End: true }),
    /MathRandom/,
  ],
  [
    "one name for two states",
    machine(map({ ...task() }, {})).States && { StartAt: "A", States: { A: map(task()), B: task() } },
    /B: the name/,
  ],
  [
    "an unknown comparison",
    machine({ Type: "Choice", Choices: [{ Variable: "$.x", StringStartsWith: "a", Next: "A" }] }),
    /StringStartsWith/,
  ],
  [
    "a heartbeat caught as a timeout",
    machine(
      task({
        Resource: CALLBACK,
        HeartbeatSeconds: 5,
        Catch: [{ ErrorEquals: ["States.Timeout"], Next: "A" }],
      }),
    ),
    /HeartbeatTimeout/,
  ],
])("%s is reported with the state's name", (_, definition, message) => {
  expect(unsupported(definition).join("\n")).toMatch(message);
});

test("something that is no state machine is reported, not thrown", () => {
  expect(unsupported({ States: [] })).toHaveLength(1);
});
