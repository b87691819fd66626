import { describe, expect, it } from "vitest";
import { parseLosslessJson } from "../../../packages/core/src/fal/index.ts";

describe("parseLosslessJson", () => {
  it.each([
    ['{"seed":196619188014358660}', { seed: "196619188014358660" }],
    [
      "[-9007199254740993, 9007199254740991, 9007199254740992]",
      ["-9007199254740993", 9007199254740991, "9007199254740992"],
    ],
    [
      '{"a":"1234567890123456789012","b\\"1234567890123456789012":1}',
      { a: "1234567890123456789012", 'b"1234567890123456789012': 1 },
    ],
    [
      "[0.12345678901234567890, 1234567890123456789e3, 1234567890123456.5]",
      [0.12345678901234568, 1.2345678901234568e21, 1234567890123456.5],
    ],
    ['["\\\\", 12345678901234567890]', ["\\", "12345678901234567890"]],
    ['{"small":1,"text":"x"}', { small: 1, text: "x" }],
    ["18446744073709551615", "18446744073709551615"],
  ])("reads %s", (text, expected) => {
    expect(parseLosslessJson(text)).toEqual(expected);
  });

  it("agrees with JSON.parse on everything without long integers", () => {
    const value = { a: [1, -2.5e-7, true, null, 'é\\u0041 " \\ \n 12'], b: { c: "1234567890123456" } };
    expect(parseLosslessJson(JSON.stringify(value))).toEqual(value);
  });

  it.each(["", "<html>", '{"a":', '"open', "[12345678901234567890", '{"a":12345678901234567890"}'])(
    "refuses %j as a bad answer",
    (text) => {
      expect(() => parseLosslessJson(text)).toThrowError(expect.objectContaining({ code: "BAD_ANSWER" }));
    },
  );

  it("survives deep nesting and long strings", () => {
    const deep = `${"[".repeat(50_000)}12345678901234567890${"]".repeat(50_000)}`;
    expect(Array.isArray(parseLosslessJson(deep))).toBe(true);
    const long = JSON.stringify("1234567890123456".repeat(200_000));
    expect(parseLosslessJson(long)).toHaveLength(3_200_000);
  });
});
