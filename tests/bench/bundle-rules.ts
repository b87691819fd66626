import { builtinModules } from "node:module";
import type { Bundle, Contents } from "./bundles.ts";

/** Decimal kilobytes, as npm and esbuild count. */
const KB = 1000;

/** Largest allowed output in bytes, by the start of the name; the first that fits holds. */
export const SIZE_LIMITS: Array<{ of: string; maxBytes: number }> = [
  { of: "webhook/", maxBytes: 760 * KB },
  { of: "api/", maxBytes: 950 * KB },
];

export interface ContentRule {
  part: string;
  why: string;
  /** The only functions that may hold it; empty for none. */
  onlyIn: RegExp;
  /** Text that gives the part away in shipped code, where the package's name is gone. */
  trace?: RegExp;
}

const NOBODY = /^(?!)/;
/** In a layer beside sharp's. */
const NETWORK = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "nsfwjs/models/mobilenet_v2"];

/** What may be in a bundle only where it is used. */
export const CONTENT_RULES: ContentRule[] = [
  {
    part: "sharp",
    why: "only who stores or verifies pictures decodes them",
    onlyIn: /^(task\/(store-image|judge-profile|judge-composite|draw-layout)|api\/verify-consistency)$/,
    trace: /["']sharp["']/,
  },
  ...NETWORK.map((part) => ({
    part,
    why: "only who compares pictures looks at them with the network",
    onlyIn: /^(task\/(store-image|judge-profile|judge-composite)|api\/verify-consistency)$/,
  })),
  {
    part: "@fal-ai/client",
    why: "only a submission pays, and only it needs FAL's client",
    onlyIn: /^task\/submit-generation$/,
  },
  {
    part: "@aws-sdk/client-s3",
    why: "reading an API never touches objects",
    onlyIn:
      /^(task\/(store-image|submit-generation|judge-profile|judge-composite|draw-layout)|schedule\/cleanup|api\/verify-consistency)$/,
    trace: /AmazonS3/,
  },
  {
    part: "@aws-sdk/client-sfn",
    why: "only who starts or resumes executions talks to Step Functions",
    onlyIn:
      /^(api\/(generate-|cancel-|refresh-|verify-)|webhook\/|schedule\/reconcile$|task\/(submit-generation|decide-recovery)$)/,
    trace: /AWSStepFunctions/,
  },
  {
    part: "@aws-sdk/client-ssm",
    why: "our own reader of parameters is 2 KB (packages/functions/src/parameters.ts)",
    onlyIn: NOBODY,
    trace: /SSMServiceException/,
  },
  {
    part: "jsonschema",
    why: "a test checks ElectroDB's models (packages/functions/src/no-model-check.ts)",
    onlyIn: NOBODY,
  },
  {
    part: "aws-sdk",
    why: "version 2 of the SDK",
    onlyIn: NOBODY,
    trace: /["']aws-sdk["'/]|AWS SDK for JavaScript v2/,
  },
  ...["node", "sso", "ini", "process", "web-identity", "login", "http", "cognito-identity"].map(
    (provider) => ({
      part: `@aws-sdk/credential-provider-${provider}`,
      why: "a Lambda finds its credentials in the environment",
      onlyIn: NOBODY,
    }),
  ),
  { part: "@smithy/credential-provider-imds", why: "a Lambda has no instance metadata", onlyIn: NOBODY },
  { part: "@aws-sdk/token-providers", why: "belongs to single sign-on", onlyIn: NOBODY },
  { part: "sst", why: "its reader of secrets brings 600 KB along", onlyIn: NOBODY },
];

/** Bundles over their limit, in words. */
export function tooLarge(bundles: Array<Pick<Bundle, "name" | "bytes">>): string[] {
  return bundles.flatMap(({ name, bytes }) => {
    const limit = limitOf(name);
    return limit !== undefined && bytes > limit
      ? [`${name} has ${bytes} bytes; at most ${limit} are allowed`]
      : [];
  });
}

/** The size limit of a function in bytes, where there is one. */
export function limitOf(name: string): number | undefined {
  return SIZE_LIMITS.find(({ of }) => name.startsWith(of))?.maxBytes;
}

/** What is in a bundle and must not be, in words. */
export function outOfPlace({ name, parts, externals }: Omit<Contents, "code">): string[] {
  const present = new Set([...parts.keys(), ...externals]);
  return CONTENT_RULES.filter(({ part, onlyIn }) => present.has(part) && !onlyIn.test(name)).map(
    ({ part, why }) => `${name} holds ${part}: ${why}`,
  );
}

/** The same, from the shipped text alone, for what leaves a trace in it. */
export function tracesIn({ name, code }: Pick<Bundle, "name" | "code">): string[] {
  return CONTENT_RULES.filter(({ trace, onlyIn }) => trace?.test(code) && !onlyIn.test(name)).map(
    ({ part, why }) => `${name} shows traces of ${part}: ${why}`,
  );
}

/** Modules that a Lambda would look for in vain: neither Node's nor in a layer. */
export function missingAtRunTime({ name, externals }: Pick<Contents, "name" | "externals">): string[] {
  const known = new Set([...builtinModules, "sharp", ...NETWORK]);
  return externals
    .filter((path) => !path.startsWith("node:") && !known.has(path))
    .map((path) => `${name} would look for ${path} at run time`);
}
