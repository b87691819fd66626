import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseOpinion } from "../../../packages/core/src/second-opinion/index.ts";
import { OPINION_SYSTEM_PROMPT, opinionPrompt } from "../../../packages/core/src/second-opinion/question.ts";

const seen = {
  differences: [{ part: "hat", image: "red", reference: "blue" }],
  verdict: "different" as const,
};
const text = JSON.stringify(seen);

describe("a vision model's answer", () => {
  it.each([
    ["as bare JSON", text],
    ["in code fences", `\`\`\`json\n${text}\n\`\`\``],
    ["with words around it", `Here is what I see:\n${text}\nLet me know!`],
  ])("is read %s", (_name, answer) => {
    expect(parseOpinion(answer)).toEqual(seen);
  });

  it.each([
    ["nothing", ""],
    ["prose", "They look the same to me."],
    ["half an object", text.slice(0, text.length / 2)],
    ["another verdict", JSON.stringify({ ...seen, verdict: "similar" })],
    ["a verdict without differences", JSON.stringify({ verdict: "same" })],
    ["a list", `[${text}, ${text}]`],
    [
      "differences without words",
      JSON.stringify({ ...seen, differences: [{ part: "", image: "", reference: "" }] }),
    ],
    [
      "more differences than anybody can see",
      JSON.stringify({ ...seen, differences: Array(41).fill(seen.differences[0]) }),
    ],
  ])("that is %s is not taken for one", (_name, answer) => {
    expect(parseOpinion(answer)).toBeUndefined();
  });

  it("of any text is an opinion or none, never an error", () => {
    fc.assert(
      fc.property(fc.string(), (answer) => {
        parseOpinion(answer);
        parseOpinion(`{${answer}}`);
      }),
    );
  });
});

describe("the question", () => {
  it("has differences listed before the verdict, and tells nothing of what was measured", () => {
    expect(OPINION_SYSTEM_PROMPT.indexOf('"differences"')).toBeLessThan(
      OPINION_SYSTEM_PROMPT.indexOf('"verdict"'),
    );
    expect(opinionPrompt("all", { isRepair: false })).not.toMatch(/score|0\.\d/);
  });

  it("is about what is checked, and a repair says what was wrong", () => {
    const questions = (["all", "color", "proportion", "features", "style"] as const).map((type) =>
      opinionPrompt(type, { isRepair: false }),
    );
    expect(new Set(questions).size).toBe(5);
    expect(opinionPrompt("color", { isRepair: true })).toContain("not one valid JSON object");
  });
});
