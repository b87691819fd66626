import { FalError } from "./errors.ts";

const PUBLIC_ORIGIN = "https://queue.fal.run";

/**
 * The address to call for a URL that FAL returned: only on the configured queue's own origin, since the key travels
 * with it. URLs of FAL's public origin are moved onto a configured base; any other throws BAD_ANSWER.
 */
export function followable(url: string, queueBaseUrl: string): string {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const base = new URL(queueBaseUrl);
  if (target && target.username === "" && target.password === "") {
    if (target.origin === base.origin) return target.href;
    if (target.origin === PUBLIC_ORIGIN) return moved(target, base);
  }
  throw new FalError("BAD_ANSWER", { detail: `(foreign address ${target?.origin ?? "without origin"})` });
}

/** The same path below another base; the base may have a path of its own. */
export function moved(target: URL, base: URL): string {
  return `${base.origin}${base.pathname.replace(/\/$/, "")}${target.pathname}${target.search}`;
}
