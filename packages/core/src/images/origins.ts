import { LikenessError } from "../errors.ts";
import { ImageOriginRefused } from "./errors.ts";

const ADDRESS_MAX_CHARS = 4096;
const LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const PATTERN = new RegExp(`^(https?)://(\\*\\.)?(${LABEL}(?:\\.${LABEL})*)(?::([1-9]\\d{0,4}))?$`);
/** A wildcard needs a registered name below a real top-level domain: never `*.com`, never part of an IP address. */
const WILDCARD_PARENT = new RegExp(`^${LABEL}(?:\\.${LABEL})*\\.[a-z]{2,}$`);
/** Printable ASCII without what URL parsers read in more than one way. */
const ADDRESS = /^(https?):\/\/([A-Za-z0-9.-]+)(?::(\d{1,5}))?((?:[/?#][\x21-\x5b\x5d-\x7e]*)?)$/i;

interface Origin {
  scheme: string;
  host: string;
  port: string;
  subdomains: boolean;
}

/**
 * The URL to ask for `address`, if its scheme, host and port are those of an allowed origin
 * (`https://fal.media`, `https://*.fal.media`, `http://127.0.0.1:4500`). `*.` stands for one or more labels; only https
 * may leave its port out. An address that needs interpretation (userinfo, backslash, encoded, IDN or numeric host) is
 * refused rather than normalised. Throws ImageOriginRefused.
 */
export function allowedUrl(address: string, origins: readonly string[]): URL {
  const target = parseAddress(address);
  if (!origins.map(parseOrigin).some((origin) => matches(origin, target))) {
    throw new ImageOriginRefused(`${target.scheme}://${target.host} is not an allowed origin`);
  }
  const url = new URL(address);
  const host = target.port === DEFAULT_PORT[target.scheme] ? target.host : `${target.host}:${target.port}`;
  if (url.host !== host) throw new ImageOriginRefused("its host can be read in two ways");
  url.hash = "";
  return url;
}

const DEFAULT_PORT: Record<string, string> = { http: "80", https: "443" };

function parseAddress(address: string): Omit<Origin, "subdomains"> {
  if (typeof address !== "string") throw new ImageOriginRefused("it is not a text");
  if (address.length > ADDRESS_MAX_CHARS)
    throw new ImageOriginRefused(`it is over ${ADDRESS_MAX_CHARS} characters`);
  const [, rawScheme, rawHost, rawPort] = ADDRESS.exec(address) ?? [];
  if (!rawScheme || !rawHost) throw new ImageOriginRefused("it is not a plain http(s) address");
  const scheme = rawScheme.toLowerCase();
  const host = rawHost.toLowerCase();
  if (!HOST.test(host)) throw new ImageOriginRefused("its host name is malformed");
  return { scheme, host, port: rawPort ?? DEFAULT_PORT[scheme] ?? "" };
}

function parseOrigin(pattern: string): Origin {
  const [, scheme, wildcard, host, port] = PATTERN.exec(pattern) ?? [];
  const isWrong =
    !scheme || !host || (wildcard && !WILDCARD_PARENT.test(host)) || (scheme === "http" && !port);
  if (isWrong) {
    const allowed = "https://host, https://*.host.tld or http://host:port";
    throw new LikenessError(
      "internal",
      "image.origins-invalid",
      `"${pattern}" is not an origin (${allowed}).`,
    );
  }
  return { scheme, host, port: port ?? DEFAULT_PORT[scheme] ?? "", subdomains: wildcard !== undefined };
}

function matches(origin: Origin, target: Omit<Origin, "subdomains">): boolean {
  if (origin.scheme !== target.scheme || origin.port !== target.port) return false;
  return origin.subdomains ? target.host.endsWith(`.${origin.host}`) : target.host === origin.host;
}
