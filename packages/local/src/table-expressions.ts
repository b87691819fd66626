import condition, { type Parser, type ParserContext } from "dynalite/db/conditionParser.js";
import update from "dynalite/db/updateParser.js";

const KEPT_MAX = 2_000;
/** What is checked by value and not by type alone: such an expression is parsed every time. */
const BY_VALUE = /between|attribute_type/i;

interface Parsed {
  tree: unknown;
  names: string[];
  values: string[];
}

let isInstalled = false;

/**
 * Dynalite's grammars look at each nested expression many times over, and take longer than the request itself. A program
 * has few expressions: one that was parsed before, with values of the same types, is filled with the new values.
 */
export function keepExpressions(): void {
  if (isInstalled) return;
  isInstalled = true;
  for (const parser of [condition, update]) parser.parse = kept(parser.parse);
}

function kept(parse: Parser["parse"]): Parser["parse"] {
  const known = new Map<string, Parsed>();
  return (text, options) => {
    const { context } = options;
    if (BY_VALUE.test(text)) return parse(text, options);
    const key = JSON.stringify([text, context.attrNames, typesOf(context)]);
    const parsed = known.get(key) ?? parseNew(parse, text, options);
    if (known.size >= KEPT_MAX) known.clear();
    known.set(key, parsed);
    for (const name of parsed.names) delete context.unusedAttrNames?.[name];
    for (const name of parsed.values) delete context.unusedAttrVals?.[name];
    return filled(parsed.tree, context.attrVals ?? {});
  };
}

function typesOf({ attrVals = {} }: ParserContext): [string, string | undefined][] {
  return Object.entries(attrVals).map(([name, value]) => [name, Object.keys(value)[0]]);
}

/** Throws what the parser throws, which is then not kept. */
function parseNew(parse: Parser["parse"], text: string, options: { context: ParserContext }): Parsed {
  const { attrNames = {}, attrVals = {} } = options.context;
  const unused = {
    unusedAttrNames: Object.fromEntries(Object.keys(attrNames).map((name) => [name, true])),
    unusedAttrVals: Object.fromEntries(Object.keys(attrVals).map((name) => [name, true])),
  };
  const found = parse(text, { context: { ...options.context, ...unused } });
  const places = new Map(Object.entries(attrVals).map(([name, value]) => [value as unknown, name]));
  return {
    tree: emptied(found, places),
    names: Object.keys(attrNames).filter((name) => !unused.unusedAttrNames[name]),
    values: Object.keys(attrVals).filter((name) => !unused.unusedAttrVals[name]),
  };
}

/** Where the value of a name belongs. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** The parser puts the very objects of the request into its tree; each becomes the place of its name. */
function emptied(node: unknown, places: ReadonlyMap<unknown, string>): unknown {
  const name = places.get(node);
  return name === undefined ? mapped(node, (child) => emptied(child, places)) : new Place(name);
}

function filled(node: unknown, values: Record<string, unknown>): unknown {
  return node instanceof Place ? values[node.name] : mapped(node, (child) => filled(child, values));
}

function mapped(node: unknown, each: (child: unknown) => unknown): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) {
    const copy = node.map(each);
    // The list of an update's parts has properties of its own: the paths it touches.
    for (const name of Object.keys(node)) {
      if (!(name in copy)) Reflect.set(copy, name, each(Reflect.get(node, name)));
    }
    return copy;
  }
  const copy = Object.create(Object.getPrototypeOf(node)) as Record<string, unknown>;
  for (const [name, child] of Object.entries(node)) copy[name] = each(child);
  return copy;
}
