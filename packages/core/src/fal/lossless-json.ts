import { FalError } from "./errors.ts";

const LONG_NUMBER = /\d{16}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * JSON in which integers that a JavaScript number cannot hold become strings: seeds go up to 2^64. Throws
 * BAD_ANSWER on anything that is not JSON.
 */
export function parseLosslessJson(text: string): unknown {
  try {
    return JSON.parse(LONG_NUMBER.test(text) ? quoteUnsafeIntegers(text) : text);
  } catch (cause) {
    throw new FalError("BAD_ANSWER", { detail: "(not JSON)", cause });
  }
}

function quoteUnsafeIntegers(text: string): string {
  let quoted = "";
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    NUMBER.lastIndex = at;
    const number = char === "-" || (char >= "0" && char <= "9") ? NUMBER.exec(text)?.[0] : undefined;
    if (number === undefined) {
      at += 1;
      continue;
    }
    if (/^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number))) {
      quoted += `${text.slice(copied, at)}"${number}"`;
      copied = at + number.length;
    }
    at += number.length;
  }
  return quoted + text.slice(copied);
}

/** Index after the string literal that opens at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === "\\" ? 2 : 1;
  return at + 1;
}
