const COMMON = ["Type", "Comment"];
const FLOW = [...COMMON, "Next", "End", "InputPath", "OutputPath"];
const RESULT = ["ResultSelector", "ResultPath", "Retry", "Catch"];

/** The fields of each state type that the interpreter executes as AWS does. */
export const STATE_FIELDS: Record<string, readonly string[]> = {
  Task: [
    ...FLOW,
    ...RESULT,
    "Resource",
    "Parameters",
    "TimeoutSeconds",
    "TimeoutSecondsPath",
    "HeartbeatSeconds",
  ],
  Map: [
    ...FLOW,
    ...RESULT,
    "ItemProcessor",
    "Iterator",
    "ItemSelector",
    "Parameters",
    "ItemsPath",
    "MaxConcurrency",
    "MaxConcurrencyPath",
  ],
  Parallel: [...FLOW, ...RESULT, "Branches", "Parameters"],
  Pass: [...FLOW, "Result", "ResultPath", "Parameters"],
  Wait: [...FLOW, "Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  Choice: [...COMMON, "InputPath", "OutputPath", "Choices", "Default"],
  Succeed: [...COMMON, "InputPath", "OutputPath"],
  Fail: [...COMMON, "Error", "Cause", "ErrorPath", "CausePath"],
};

export const MACHINE_FIELDS = ["StartAt", "States", "Comment", "TimeoutSeconds", "Version", "QueryLanguage"];

/** An inner machine has the fields of a machine without its timeout. */
export const INNER_FIELDS = ["StartAt", "States", "Comment", "ProcessorConfig", "QueryLanguage"];

export const RETRY_FIELDS = [
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
  "Comment",
];

export const CATCH_FIELDS = ["ErrorEquals", "Next", "ResultPath", "Comment"];

const COMPARED = ["String", "Numeric", "Timestamp"].flatMap((type) =>
  ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"].flatMap((operator) => [
    `${type}${operator}`,
    `${type}${operator}Path`,
  ]),
);

export const CHOICE_FIELDS = [
  ...COMPARED,
  ...["StringMatches", "BooleanEquals", "BooleanEqualsPath"],
  ...["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"],
  ...["And", "Or", "Not", "Variable", "Next", "Comment"],
];

/** Intrinsic functions whose results were compared with AWS's documentation; MathRandom and Base64Decode were not. */
export const INTRINSICS = [
  "Format",
  "StringToJson",
  "JsonToString",
  "Array",
  "ArrayPartition",
  "ArrayContains",
  "ArrayRange",
  "ArrayGetItem",
  "ArrayLength",
  "ArrayUnique",
  "Base64Encode",
  "Hash",
  "JsonMerge",
  "MathAdd",
  "StringSplit",
  "UUID",
].map((name) => `States.${name}`);
