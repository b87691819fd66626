import { describe, expect, it } from "vitest";
import { characterFromText } from "../../../packages/fal-sandbox/src/draw/character.ts";
import { toLab, toRgb } from "../../../packages/fal-sandbox/src/draw/color.ts";
import { COLORS } from "../../../packages/fal-sandbox/src/draw/color-words.ts";
import { worn } from "../../../packages/fal-sandbox/src/draw/subject.ts";
import { subjectTypeOf } from "../../../packages/fal-sandbox/src/draw/subject-type.ts";

const read = (description: string, seed = 1) =>
  characterFromText({ description, wholeText: description, seed });

function looksLike(actual: string, wanted: string): boolean {
  const [a, b] = [toLab(toRgb(actual)), toLab(toRgb(wanted))];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < 20;
}

describe("characterFromText", () => {
  it("gives every noun its own colour", () => {
    const figure = read("a woman with long black hair, a red coat, yellow scarf and green boots");
    expect(looksLike(worn(figure, "over")!.color, COLORS.red!)).toBe(true);
    expect(looksLike(worn(figure, "neck")!.color, COLORS.yellow!)).toBe(true);
    expect(looksLike(worn(figure, "feet")!.color, COLORS.green!)).toBe(true);
    expect(figure.hair.style).toBe("long");
    expect(looksLike(figure.hair.color, "#2b2831")).toBe(true);
  });

  it.each([
    ["an eye patch over the left eye", "eye-patch", "left"],
    ["one red glove on the right hand", "glove", "right"],
    ["a satchel on her left hip", "satchel", "left"],
    ["a red flower in her hair on the right", "hair-flower", "right"],
    ["a left shoulder pad", "shoulder-pad", "left"],
  ])("hears the side of %s", (words, kind, side) => {
    expect(read(`a woman with short hair, blue dress, ${words}`).marks).toContainEqual(
      expect.objectContaining({ kind, side }),
    );
  });

  it("leaves out what is denied", () => {
    expect(worn(read("a man without a hat, no scarf, green shirt"), "head")).toBeUndefined();
  });

  it("reads colours given as hex, also after the noun", () => {
    expect(looksLike(read("hair colour #3366cc, short hair").hair.color, "#3366cc")).toBe(true);
  });

  it("knows creatures, ages and builds", () => {
    expect(read("a small robot").creature).toBe("robot");
    expect(read("a fox detective").creature).toBe("fox");
    expect(read("a little girl").age).toBe("child");
    expect(read("an old man").age).toBe("elder");
    expect(read("a stout man").build.girth).toBeGreaterThan(read("a slim man").build.girth);
  });

  it("always gives left and right something to differ in", () => {
    for (let seed = 0; seed < 40; seed += 1) expect(read("a person", seed).marks.length).toBeGreaterThan(0);
  });

  it("makes unknown words count", () => {
    expect(read("Zorblax")).not.toEqual(read("Quimbly"));
  });
});

describe("subjectTypeOf", () => {
  it.each([
    ["a knight with a sword", "character"],
    ["Character reference sheet of a sailor in a harbour", "character"],
    ["a woman in a forest", "character"],
    ["an enchanted forest at dawn", "location"],
    ["Location reference: the captain's cabin", "location"],
    ["a pirate ship", "prop"],
    ["an old iron lantern", "prop"],
    ["prop: magic wand", "prop"],
    ["somebody", "character"],
  ])("%s is a %s", (text, type) => {
    expect(subjectTypeOf(text)).toBe(type);
  });
});
