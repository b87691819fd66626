import { describe, expect, it } from "vitest";
import { parseXml, xmlDocument } from "../../../packages/local/src/s3/xml.ts";

describe("XML", () => {
  it.each([
    "a&b<c>d\"e'f",
    " spaces ",
    "tab\tnewline\nreturn\r",
    "\u0001\u001f\u007f\u0085",
    "日本🎨",
    "&amp;",
    "]]>",
    "007",
    "",
  ])("gives back the text %j that it was given", (text) => {
    const xml = xmlDocument("Root", { Items: [{ Text: text }] });
    expect(parseXml(xml, { arrays: ["Items"] })).toEqual({ Root: { Items: [{ Text: text }] } });
  });

  it("leaves out what is undefined, and repeats what is a list", () => {
    expect(xmlDocument("R", { A: undefined, B: [{ C: 1 }, { C: false }] })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<R><B><C>1</C></B><B><C>false</C></B></R>',
    );
  });

  it("keeps references it does not know as they are", () => {
    expect(parseXml("<R><A>&nbsp;&#x110000;&lt;</A></R>", { arrays: [] })).toEqual({
      R: { A: "&nbsp;&#x110000;<" },
    });
  });
});
