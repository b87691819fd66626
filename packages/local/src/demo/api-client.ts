import { setTimeout as sleep } from "node:timers/promises";
import type { JobView } from "@likeness/core/progress";

const POLL_MS = 200;
const ENDED = new Set(["succeeded", "failed", "cancelled"]);

/** A caller of the public HTTP API, with a token like anybody else's. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url.replace(/\/$/, "");
    this.#token = token;
  }

  get<T>(path: string): Promise<T> {
    return this.#send("GET", path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.#send("POST", path, body);
  }

  /** Watches a job to its end; `onChange` sees every answer. Throws with the job's own problem when it fails. */
  async watch(path: string, onChange: (view: JobView) => void): Promise<JobView> {
    for (;;) {
      const view = await this.get<JobView>(path);
      onChange(view);
      if (ENDED.has(view.state)) return succeeded(view);
      await sleep(POLL_MS);
    }
  }

  async #send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as T;
    throw new Error(`${method} ${path} answered ${answer.status}: ${problemOf(text)}`);
  }
}

function succeeded(view: JobView): JobView {
  if (view.state === "succeeded") return view;
  const { message = `the job ${view.state}`, details = [] } = view.problem ?? {};
  const lines = details.map(({ slot, reason }) => `\n  ${slot}: ${reason}`);
  throw new Error(`${view.operation}: ${message}${lines.join("")}`);
}

/** The problem document's own words, field by field. */
function problemOf(text: string): string {
  try {
    const { detail, problems = [] } = JSON.parse(text) as {
      detail?: string;
      problems?: Array<{ field: string; message: string }>;
    };
    const fields = problems.map(({ field, message }) => `\n  ${field}: ${message}`);
    return `${detail ?? text}${fields.join("")}`;
  } catch {
    return text.slice(0, 300);
  }
}
