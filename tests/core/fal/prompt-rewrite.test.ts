import { describe, expect, it } from "vitest";
import { falInput, rewriteRequest, rewrittenPrompt } from "../../../packages/core/src/fal/index.ts";
import { FAL } from "../../../packages/core/src/limits.ts";

const REFUSED = "A knight after the slaughter, in silver armour.";
const MILD = "A knight after the battle, in silver armour.";

describe("a language model's proposal", () => {
  it.each([
    ["alone", MILD],
    ["in quotation marks", `"${MILD}"`],
    ["under a title", `Revised prompt: ${MILD}`],
    ["in code fences", `\`\`\`text\n${MILD}\n\`\`\``],
    ["with space around it", `\n  ${MILD}\n\n`],
  ])("is taken %s", (_, text) => {
    expect(rewrittenPrompt(text, REFUSED)).toBe(MILD);
  });

  it.each([
    ["no answer", undefined],
    ["an empty one", " \n"],
    ["the refused prompt again", `"${REFUSED.toUpperCase()}"`],
    ["an excuse", "I'm sorry, but I can't help with that."],
    ["an inability", "I cannot rewrite this."],
    ["more than a prompt may be", "word ".repeat(FAL.promptMaxChars / 5 + 1)],
  ])("is not %s", (_, text) => {
    expect(rewrittenPrompt(text, REFUSED)).toBeUndefined();
  });
});

describe("the request for it", () => {
  it("is one that the language model's endpoint takes", () => {
    const { model, input } = falInput(rewriteRequest(REFUSED), {
      referenceUrls: [],
      languageModel: "google/gemini-2.5-flash",
    });
    expect(model).toBe("openrouter/router");
    expect(input).toMatchObject({ prompt: REFUSED, max_tokens: FAL.rewriteMaxTokens });
  });
});
