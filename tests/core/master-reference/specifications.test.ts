import { describe, expect, it } from "vitest";
import { parseSpecifications } from "../../../packages/core/src/master-reference/specifications.ts";

const answer = { eyeColor: "#3A5F0B", hairStyle: "short and curly", colorPalette: ["#ffffff"] };

describe("a vision model's answer", () => {
  it("is read with and without code fences and chatter", () => {
    const json = JSON.stringify(answer);
    for (const text of [
      json,
      `\`\`\`json\n${json}\n\`\`\``,
      `Here you are:\n\`\`\`\n${json}\n\`\`\`\nEnjoy!`,
    ]) {
      expect(parseSpecifications(text)).toMatchObject({ eyeColor: "#3a5f0b", hairStyle: "short and curly" });
    }
  });

  it("loses only the fields that are wrong", () => {
    const mixed = JSON.stringify({ ...answer, hairColor: "brown", costume: { items: "many" }, unknown: 1 });
    expect(parseSpecifications(mixed)).toEqual({
      eyeColor: "#3a5f0b",
      hairStyle: "short and curly",
      colorPalette: ["#ffffff"],
    });
  });

  it.each(["", "I cannot see a picture.", "{", "{]}", "[1,2]", "{}", '{"nothing":"known"}'])(
    "that is not a specification is refused: %s",
    (text) => {
      expect(parseSpecifications(text)).toBeUndefined();
    },
  );
});
