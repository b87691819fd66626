import type * as z from "zod";
import { type Detail, ModelError } from "./model-error.ts";

type Issue = z.core.$ZodIssue;

/** Parses a model's input and fills its defaults; throws a 422 `ModelError` with FAL's `detail` list. */
export function validateInput(
  schema: z.ZodType<Record<string, unknown>>,
  input: Record<string, unknown>,
): Record<string, unknown> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => detailOf(decisive(issue), input));
  throw new ModelError(422, { details });
}

/** Of a union's branches, the one that understood most of the value: whose complaints lie deepest. */
function decisive(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const first = issue.errors.flatMap((branch) => branch.slice(0, 1));
  const [deepest] = first.toSorted((a, b) => b.path.length - a.path.length);
  return deepest === undefined ? issue : { ...deepest, path: [...issue.path, ...deepest.path] };
}

function detailOf(issue: Issue, input: Record<string, unknown>): Detail {
  const loc = ["body", ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
  if (issue.code === "invalid_type" && issue.input === undefined) {
    return { loc, msg: "Field required", type: "missing", input };
  }
  return { loc, ...complaint(issue), input: issue.input };
}

function complaint(issue: Issue): Pick<Detail, "msg" | "type" | "ctx"> {
  switch (issue.code) {
    case "invalid_type":
      return { msg: `Input should be a valid ${typeName(issue.expected)}`, type: typeError(issue.expected) };
    case "invalid_value": {
      const expected = issue.values.map(String);
      return { msg: `Input should be one of ${expected.join(", ")}`, type: "one_of", ctx: { expected } };
    }
    case "too_small":
      return lowerLimit(issue);
    case "too_big":
      return upperLimit(issue);
    case "not_multiple_of":
      return {
        msg: `Input should be a multiple of ${issue.divisor}`,
        type: "multiple_of",
        ctx: { multiple_of: issue.divisor },
      };
    case "custom":
      return { msg: issue.message, type: String(issue.params?.type ?? "value_error") };
    default:
      return { msg: issue.message, type: "value_error" };
  }
}

function lowerLimit(issue: z.core.$ZodIssueTooSmall): Pick<Detail, "msg" | "type" | "ctx"> {
  const limit = Number(issue.minimum);
  if (issue.origin !== "number") {
    return {
      msg: `Input should have at least ${limit} items`,
      type: "sequence_too_short",
      ctx: { min_length: limit },
    };
  }
  return issue.inclusive
    ? {
        msg: `Input should be greater than or equal to ${limit}`,
        type: "greater_than_equal",
        ctx: { ge: limit },
      }
    : { msg: `Input should be greater than ${limit}`, type: "greater_than", ctx: { gt: limit } };
}

function upperLimit(issue: z.core.$ZodIssueTooBig): Pick<Detail, "msg" | "type" | "ctx"> {
  const limit = Number(issue.maximum);
  if (issue.origin !== "number") {
    return {
      msg: `Input should have at most ${limit} items`,
      type: "sequence_too_long",
      ctx: { max_length: limit },
    };
  }
  return issue.inclusive
    ? { msg: `Input should be less than or equal to ${limit}`, type: "less_than_equal", ctx: { le: limit } }
    : { msg: `Input should be less than ${limit}`, type: "less_than", ctx: { lt: limit } };
}

const TYPE_NAMES: Record<string, string> = { object: "dictionary", array: "list" };
const TYPE_ERRORS: Record<string, string> = {
  string: "string_type",
  number: "float_type",
  boolean: "bool_type",
  array: "list_type",
  object: "dict_type",
};

function typeName(expected: string): string {
  return TYPE_NAMES[expected] ?? expected;
}

function typeError(expected: string): string {
  return TYPE_ERRORS[expected] ?? "value_error";
}
