import { describe, expect, it } from "vitest";
import { policyWords, revisePrompt } from "../../../packages/core/src/fal/index.ts";

describe("policyWords", () => {
  it.each([
    ["a nonviolent protester", []],
    ["a non-violent protester", []],
    ["an explicitly lit stage", []],
    ["a scene without blood, not gory", []],
    ["Bloodhound and Killarney", []],
    ["a violent storm over an ILLEGAL market", ["violent", "illegal"]],
    ["vio\u200blent", ["violent"]],
    ["ｖｉｏｌｅｎｔ", ["violent"]],
    ["blood-red cloak", ["blood"]],
    ["constructor of the toString tower", []],
  ])("finds whole words only in %j", (prompt, words) => {
    expect(policyWords(prompt)).toEqual(words);
  });
});

describe("revisePrompt", () => {
  it("exchanges listed words first", () => {
    expect(revisePrompt("A violent knight, bloody sword.", 1)).toEqual({
      prompt: "A dramatic knight, weathered sword.",
      what: "prompt revised: violent, bloody exchanged",
    });
  });

  it("leaves no gap where a word is dropped", () => {
    expect(revisePrompt("A knight, nudity, smiling.", 1)?.prompt).toBe("A knight, smiling.");
  });

  it("goes on to the next means when no word is on the list", () => {
    const revised = revisePrompt("A knight. Torn cloak.", 1);
    expect(revised?.prompt).toBe("A knight. Torn cloak. Wholesome scene, suitable for all ages.");
  });

  it("changes the prompt each time until nothing is left, and then says so", () => {
    const seen = ["A violent knight. Torn cloak. Red eyes."];
    for (let revision = 1; revision <= 6; revision += 1) {
      const revised = revisePrompt(seen.at(-1) ?? "", revision);
      if (!revised) break;
      expect(seen).not.toContain(revised.prompt);
      seen.push(revised.prompt);
    }
    expect(seen.at(-1)).toBe("A dramatic knight. Wholesome scene, suitable for all ages.");
    expect(revisePrompt(seen.at(-1) ?? "", 3)).toBeUndefined();
  });
});
