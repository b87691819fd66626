import type { Actor, Gate, Service } from "../gate.ts";
import type { Answer, Wire } from "./exchange.ts";

/** What a host answers: also the ways in which it fails to. */
export type HostAnswer = Answer | { hangs: true } | { drips: Buffer; headers: Record<string, string> };

/** Somebody who can be reached by URL. */
export interface Host {
  service: Service;
  /** True when the answer waits for other calls. */
  isLong(wire: Wire): boolean;
  /** What is asked, in a few words. */
  label(wire: Wire): string;
  answer(wire: Wire, signal: AbortSignal): Promise<HostAnswer>;
}

/** Hosts by origin. No other address exists. */
export type Hosts = ReadonlyMap<string, Host>;

const DRIP_INTERVAL_MS = 1_000;

/** `fetch` as `actor` has it: every request passes the gate and ends at one of the hosts. */
export function fetchOf(actor: Actor, { gate, hosts }: { gate: Gate; hosts: Hosts }): typeof fetch {
  return async (input, init) => {
    const request = new Request(input instanceof URL ? input.href : input, bodyless(init));
    const url = new URL(request.url);
    const host = hosts.get(url.origin);
    if (!host) throw unreachable("ENOTFOUND");
    const headers = Object.fromEntries(
      [...request.headers].map(([name, value]) => [name.toLowerCase(), value]),
    );
    const wire: Wire = {
      method: request.method,
      url: url.pathname + url.search,
      headers: { host: url.host, ...headers },
      body: await bodyOf(init?.body),
    };
    const { signal } = request;
    const answered = gate.call<HostAnswer>({
      actor,
      service: host.service,
      label: host.label(wire),
      isLong: host.isLong(wire),
      perform: () => host.answer(wire, signal),
      refuse: (how) => (how === "reset" ? reset() : refusal(how)),
      describe: (given) =>
        given && "status" in (given as object) ? String((given as Answer).status) : "no answer",
    });
    return responseOf(await orAborted(answered, signal));
  };
}

/** Request keeps method, headers and signal; the body is read where it was given, without a stream between. */
function bodyless(init: RequestInit = {}): RequestInit {
  const { body: _, ...rest } = init;
  return rest;
}

async function bodyOf(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(await new Response(body as ConstructorParameters<typeof Response>[0]).arrayBuffer());
}

function refusal(how: "error" | "throttled"): Answer {
  const status = how === "throttled" ? 429 : 503;
  return { status, headers: { "content-type": "text/html" }, body: Buffer.from("<h1>injected</h1>") };
}

async function orAborted(answered: Promise<HostAnswer>, signal: AbortSignal): Promise<HostAnswer> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  const answer = answered.then((given) => ("hangs" in given ? aborted : given));
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
  }
}

const BODYLESS = new Set([101, 204, 205, 304]);

function responseOf(answer: HostAnswer): Response {
  if ("hangs" in answer) throw reset();
  if ("drips" in answer) return new Response(dripping(answer.drips), { headers: answer.headers });
  const { status, headers, body } = answer;
  return new Response(BODYLESS.has(status) ? null : new Uint8Array(body), { status, headers });
}

function dripping(bytes: Buffer): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull: async (controller) => {
      await new Promise((resolve) => setTimeout(resolve, DRIP_INTERVAL_MS));
      if (at >= bytes.length) return controller.close();
      controller.enqueue(new Uint8Array(bytes.subarray(at, ++at)));
    },
  });
}

/** What a connection that breaks looks like to a caller of fetch. */
export function reset(): never {
  throw unreachable("ECONNRESET");
}

function unreachable(code: string): TypeError {
  const cause = Object.assign(new Error(code), { code });
  return new TypeError("fetch failed", { cause });
}
