import { createRequire } from "node:module";
import * as z from "zod";

/** Enough to find a place; every error that a library makes and throws away would collect ten frames. */
const STACK_FRAMES = 4;

type Validate = (this: unknown, instance: unknown, schema: unknown, ...more: unknown[]) => unknown;

let isInstalled = false;

/**
 * Libraries that work once per process of a real function, but once per container here, for hundreds of containers:
 * zod compiles each schema (it then interprets them, with equal results), and ElectroDB checks each model (once each).
 */
export function takeOverLibraries(): void {
  if (isInstalled) return;
  isInstalled = true;
  Error.stackTraceLimit = STACK_FRAMES;
  z.config({ jitless: true });
  const electro = createRequire(createRequire(import.meta.url).resolve("electrodb"));
  const { Validator } = electro("jsonschema") as { Validator: { prototype: { validate: Validate } } };
  Validator.prototype.validate = once(Validator.prototype.validate);
}

/** Models are plain data and functions, written in the source: what was found of one holds for its equals. */
function once(validate: Validate): Validate {
  const found = new Map<unknown, Map<string, unknown>>();
  return function (instance, schema, ...more) {
    const ofSchema = found.get(schema) ?? new Map<string, unknown>();
    found.set(schema, ofSchema);
    const key = JSON.stringify(instance, withFunctions);
    const known = ofSchema.get(key) ?? validate.call(this, instance, schema, ...more);
    ofSchema.set(key, known);
    return known;
  };
}

function withFunctions(_: string, value: unknown): unknown {
  if (typeof value === "function") return "<function>";
  return value instanceof RegExp ? String(value) : value;
}
