import { FAL } from "../limits.ts";
import type { FalFailure } from "./classify.ts";
import { parseLosslessJson } from "./lossless-json.ts";

export type Fetch = typeof fetch;

/** FAL answered with a failure. Not an error of the client library, which would repeat the request. */
export class Refused extends Error {
  readonly failure: FalFailure;

  constructor(failure: FalFailure) {
    super(`HTTP ${failure.status}`);
    this.failure = failure;
  }
}

/**
 * No answer, or only a part of one. The reason is deliberately not this error's `cause`: the client library walks
 * causes to decide on repeating a request that may have been accepted and paid.
 */
export class Unanswered extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super("no answer");
    this.reason = reason;
  }
}

/** `fetch` that never follows a redirect with the key and throws `Unanswered` on any failure of transport. */
export function guarded(fetcher: Fetch): Fetch {
  return async (address, init) => {
    try {
      return await fetcher(address, { ...init, redirect: "manual" });
    } catch (error) {
      throw new Unanswered(error);
    }
  };
}

/** The parsed body of a success (undefined when empty); throws `Refused` otherwise. */
export async function answerOf(response: Response): Promise<unknown> {
  const text = await bodyOf(response);
  if (response.ok) return text === "" ? undefined : parseLosslessJson(text);
  throw new Refused({ status: response.status, headers: response.headers, body: leniently(text) });
}

/** JSON where it is JSON; errors of gateways are HTML or plain text and stay undefined. */
export function leniently(text: string): unknown {
  try {
    return parseLosslessJson(text);
  } catch {
    return undefined;
  }
}

/** The body as text, at most `FAL.answerMaxBytes`; throws `Unanswered` when it breaks off or grows beyond. */
export async function bodyOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > FAL.answerMaxBytes) throw new Error(`answer beyond ${FAL.answerMaxBytes} bytes`);
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    throw new Unanswered(error);
  }
  return text + decoder.decode();
}
