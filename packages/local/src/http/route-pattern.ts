/** A route key such as `GET /projects/{projectId}`, taken apart. */
export interface RoutePattern {
  routeKey: string;
  /** An HTTP method, ANY, or `$default` for the catch-all. */
  method: string;
  segments: string[];
}

/** What a request path fills in, percent-decoded. */
export type PathParameters = Record<string, string>;

/** Takes a route key apart. */
export function routePattern(routeKey: string): RoutePattern {
  const [method = "", path = ""] = routeKey.split(" ");
  return { routeKey, method, segments: path.split("/").slice(1) };
}

/**
 * The route that API Gateway would choose: literal segments before parameters, parameters before `{rest+}`, a named
 * method before ANY, `$default` last.
 */
export function chooseRoute<R extends RoutePattern>(
  routes: R[],
  { method, path }: { method: string; path: string },
): { route: R; parameters: PathParameters } | undefined {
  const matching = routes.flatMap((route) => {
    const parameters = matchRoute(route, { method, path });
    return parameters ? [{ route, parameters }] : [];
  });
  return matching.sort((left, right) => rank(left.route).localeCompare(rank(right.route)))[0];
}

function matchRoute(
  { routeKey, method, segments }: RoutePattern,
  request: { method: string; path: string },
): PathParameters | undefined {
  if (routeKey === "$default") return {};
  if (method !== "ANY" && method !== request.method) return undefined;
  const parts = request.path.split("/").slice(1);
  const isGreedy = segments.at(-1)?.endsWith("+}") ?? false;
  if (isGreedy ? parts.length < segments.length : parts.length !== segments.length) return undefined;
  const parameters: PathParameters = {};
  for (const [index, segment] of segments.entries()) {
    const name = /^\{(.+?)\+?\}$/.exec(segment)?.[1];
    const part = segment.endsWith("+}") ? parts.slice(index).join("/") : (parts[index] ?? "");
    if (name === undefined ? segment !== part : part === "") return undefined;
    if (name !== undefined) parameters[name] = decode(part);
  }
  return parameters;
}

function rank({ routeKey, method, segments }: RoutePattern): string {
  if (routeKey === "$default") return "3";
  const kinds = segments.map((segment) =>
    segment.endsWith("+}") ? "2" : segment.startsWith("{") ? "1" : "0",
  );
  return `${kinds.join("")}${method === "ANY" ? "1" : "0"}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
