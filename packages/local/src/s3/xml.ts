import { XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "./errors.ts";

/** Content of an element: text, child elements, or several of the same name; undefined leaves the element out. */
export type XmlContent = string | number | boolean | undefined | XmlFields | readonly XmlFields[];
export type XmlFields = { readonly [name: string]: XmlContent };

/** A whole document with one root element. Control characters are written as references, as S3 does. */
export function xmlDocument(
  root: string,
  content: XmlFields,
  { namespace }: { namespace?: string } = {},
): string {
  const attribute = namespace ? ` xmlns="${namespace}"` : "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${fields(content)}</${root}>`;
}

/** Namespace of every S3 answer except errors. */
export const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Parses a request document into plain objects of strings; anything but well-formed XML is MalformedXML. */
export function parseXml(text: string, { arrays }: { arrays: readonly string[] }): unknown {
  if (text.includes("<!DOCTYPE") || XMLValidator.validate(text) !== true) {
    throw new S3Error("MalformedXML", "The request body is not well-formed XML.");
  }
  const parser = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    isArray: (name) => arrays.includes(name),
    tagValueProcessor: (_name, value) => decodeEntities(value),
  });
  return withoutBlanks(parser.parse(text));
}

function fields(content: XmlFields): string {
  return Object.entries(content)
    .map(([name, value]) => element(name, value))
    .join("");
}

function element(name: string, value: XmlContent): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join("");
  const inner = typeof value === "object" ? fields(value as XmlFields) : escapeText(String(value));
  return `<${name}>${inner}</${name}>`;
}

const NAMED_ENTITIES = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

function escapeText(text: string): string {
  return text.replace(/[&<>"'\p{Cc}\uFFFE\uFFFF]/gu, (character) => {
    for (const [name, plain] of NAMED_ENTITIES) if (plain === character) return `&${name};`;
    return `&#x${character.codePointAt(0)?.toString(16)};`;
  });
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name) return NAMED_ENTITIES.get(name) ?? whole;
    const point = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Drops the white space between elements, which the parser reports as text. */
function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== "#text" && !name.startsWith("?"));
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutBlanks(inner)]));
}
