import * as powertools from "@aws-lambda-powertools/logger";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as s3 from "@aws-sdk/client-s3";
import * as sfn from "@aws-sdk/client-sfn";
import sharp from "sharp";
import type { FunctionDefinition } from "../../../local/src/lambda/runtime.ts";
import type { Actor, Gate } from "../gate.ts";
import { type AwsServices, requestHandlerFor } from "./aws-calls.ts";
import { fetchOf, type Hosts } from "./network.ts";
import type { Surroundings } from "./source.ts";

/** The lines that functions logged. */
export class FunctionOutput {
  readonly lines: string[] = [];
}

/** What a container has in place of the machine: its own environment, clients without sockets, and a captured log. */
export function surroundingsFor(parts: {
  gate: Gate;
  services: AwsServices;
  hosts: Hosts;
  output: FunctionOutput;
}) {
  return (container: Actor, { environment }: FunctionDefinition): Surroundings => {
    const wired = { requestHandler: requestHandlerFor(container, parts) };
    const unsigned = { ...wired, ...UNSIGNED };
    const overrides = new Map<string, unknown>([
      [
        "@aws-sdk/client-dynamodb",
        over(dynamodb, { DynamoDBClient: without(dynamodb.DynamoDBClient, unsigned) }),
      ],
      ["@aws-sdk/client-s3", over(s3, { S3Client: without(s3.S3Client, wired) })],
      ["@aws-sdk/client-sfn", over(sfn, { SFNClient: without(sfn.SFNClient, unsigned) })],
      ["@aws-lambda-powertools/logger", over(powertools, { Logger: loggerInto(parts.output) })],
      ["sharp", { default: openSharp }],
      ["node:async_hooks", { AsyncLocalStorage: CallStorage }],
    ]);
    return {
      load: (name) => overrides.get(name),
      fetch: fetchOf(container, parts),
      process: Object.create(process, { env: { value: { ...environment } } }) as NodeJS.Process,
    };
  };
}

/** The product blocks every format but three for its whole process, which here is the drawing sandbox's too. */
const openSharp = Object.assign((...input: Parameters<typeof sharp>) => sharp(...input), sharp, {
  block: () => undefined,
  unblock: () => undefined,
});

/** A container has one call at a time, so a plain variable holds its context; Node's own slows every promise down. */
class CallStorage<T> {
  #store: T | undefined;

  getStore(): T | undefined {
    return this.#store;
  }

  run<R>(store: T, body: () => R): R {
    this.#store = store;
    return body();
  }
}

/** A module with some of its exports replaced. It is not copied: a client's module has hundreds of exports. */
function over(module: object, replaced: Record<string, unknown>): object {
  return Object.create(module, Object.getOwnPropertyDescriptors(replaced)) as object;
}

type ClientClass = new (configuration: never) => object;

/**
 * The same client, whose requests go to `requestHandler` instead of to a socket. To a logger that takes no information
 * it does not offer a second copy of each request and answer.
 */
function without<C extends ClientClass>(Client: C, replaced: object): C {
  const Base = Client as unknown as new (configuration: object) => object;
  return class extends Base {
    constructor(configuration: object) {
      super({ ...configuration, ...replaced, logger: SILENT });
    }
  } as unknown as C;
}

const SILENT = { trace: () => undefined, debug: () => undefined, warn: () => undefined };

/** Table and state machines look at no signature, in the local cloud as here; the bucket checks every one. */
const UNSIGNED = { signer: { sign: async (request: unknown) => request } };

function loggerInto(output: FunctionOutput) {
  return class extends powertools.Logger {
    constructor(options: ConstructorParameters<typeof powertools.Logger>[0]) {
      super(options);
      const write = (line: string) => void output.lines.push(line);
      const { console } = this as unknown as { console: object };
      Object.assign(console, { log: write, info: write, warn: write, error: write, debug: write });
    }
  };
}
