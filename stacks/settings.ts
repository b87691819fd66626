import { resolve } from "node:path";
import type { App, FunctionProps } from "sst/constructs";

const functions = (file: string) => resolve("packages/functions/src", file);

/** Without a graph its driver stays out of every bundle; with one, its reactive half does, which nothing here uses. */
const graph: Record<string, string> = process.env.NEO4J_URI
  ? { rxjs: functions("no-rx.ts"), "rxjs/operators": functions("no-rx.ts") }
  : { "neo4j-driver": functions("no-graph.ts") };

const esbuild = {
  external: ["sharp", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "nsfwjs"],
  // Nothing of ours or of the libraries asks a class or function for its name; keeping them costs 5 % of every bundle.
  keepNames: false,
  alias: {
    "@aws-sdk/credential-provider-node": functions("credentials.ts"),
    jsonschema: functions("no-model-check.ts"),
    ...graph,
  },
};

/** What every Lambda is unless its stack says otherwise. sharp and the network never travel in a bundle: they are layers. */
export const functionDefaults: FunctionProps = {
  runtime: "nodejs22.x",
  architecture: "arm_64",
  memorySize: "512 MB",
  timeout: "15 seconds",
  tracing: "disabled",
  logRetention: "one_month",
  nodejs: { format: "esm", minify: true, sourcemap: false, esbuild },
};

/**
 * A deploy-time setting from the environment (see .env.example). Only the stage `local`, which is never deployed,
 * gets a placeholder: there the runner puts the real values into the functions' environment.
 */
export function setting(app: App, name: string): string {
  const value = process.env[name];
  if (value) return value;
  if (app.stage === "local") return `https://${name.toLowerCase().replaceAll("_", "-")}.invalid`;
  throw new Error(`${name} is not set. Copy .env.example to .env and fill it in before you deploy.`);
}

/** A setting that may be left out; the product has a default or does without. */
export function optionalSetting(name: string): string {
  return process.env[name] ?? "";
}

/** How much may be sent to FAL; the defaults are in packages/core/src/config.ts. */
export function limitSettings(): Record<string, string> {
  const names = ["FAL_RATE_PER_MINUTE", "FAL_BURST", "FAL_IN_FLIGHT_MAX"];
  return Object.fromEntries(names.map((name) => [name, optionalSetting(name)]));
}

/** How functions that speak to the graph sign in, beside its address and its password; nothing without a graph. */
export function graphLogin(): Record<string, string> {
  if (!process.env.NEO4J_URI) return {};
  return { NEO4J_USER: optionalSetting("NEO4J_USER"), NEO4J_DATABASE: optionalSetting("NEO4J_DATABASE") };
}
