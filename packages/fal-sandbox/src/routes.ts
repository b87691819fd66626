import type { FaultPlan } from "./faults.ts";
import { type Call, json, type Reply } from "./http.ts";
import { type RequestParts, requestRoute, submitAnswer } from "./request-routes.ts";
import type { Signer } from "./signing.ts";
import { initiateUpload, receiveUpload, type StorageParts, serveMedia } from "./storage-routes.ts";
import { runDirect, type SubmitParts, submit } from "./submit.ts";
import type { TruthBook } from "./truth.ts";

/** Everything that routes may need. */
export interface RouteParts extends RequestParts, SubmitParts, StorageParts {
  signer: Signer;
  faults: FaultPlan;
  truths: TruthBook;
  /** The only key that is let in; any non-empty one when undefined. */
  key?: string;
}

type Route = (parts: RouteParts, call: Call) => Promise<Reply> | Reply;

/** Routes by method and path that need no key. A path ending in `/` stands for everything below. */
const OPEN: Record<string, Route> = {
  "GET rest.fal.ai/.well-known/jwks.json": serveJwks,
  "GET /.well-known/jwks.json": serveJwks,
  "GET api.fal.ai/v1/meta": serveMeta,
  "GET /v1/meta": serveMeta,
  "GET v3b.fal.media/": serveMedia,
  "HEAD v3b.fal.media/": serveMedia,
  "PUT upload/": receiveUpload,
  "GET /control/truths": ({ truths }) => json(200, truths.all()),
};

/** Routes that want `Authorization: Key …`. */
const KEYED: Record<string, Route> = {
  "POST rest.fal.ai/storage/upload/initiate": initiateUpload,
  "POST fal.run/": runDirect,
};

/** Finds the answer to a call: open routes first, then the key, then the routes behind it. */
export async function route(parts: RouteParts, call: Call): Promise<Reply> {
  const open = find(OPEN, call);
  if (open !== undefined) return open(parts, call);
  const refused = checkKey(call, parts.key);
  if (refused !== undefined) return refused;
  if (call.host === "queue.fal.run") return queueRoute(parts, call);
  return find(KEYED, call)?.(parts, call) ?? json(404, { detail: "Not Found" });
}

function find(routes: Record<string, Route>, { method, host, path }: Call): Route | undefined {
  const exact = routes[`${method} ${host}/${path}`] ?? routes[`${method} /${path}`];
  return exact ?? routes[`${method} ${host}/`];
}

async function queueRoute(parts: RouteParts, call: Call): Promise<Reply> {
  const answered = await requestRoute(parts, call);
  if (answered !== undefined) return answered;
  if (call.method !== "POST") return json(405, { detail: "Method Not Allowed" }, { allow: "POST" });
  return submit(parts, call, (job) => submitAnswer(parts, job));
}

function checkKey({ headers }: Call, key: string | undefined): Reply | undefined {
  const given = /^Key (\S+)$/.exec(headers.authorization ?? "")?.[1];
  if (given === undefined)
    return json(401, { detail: "Authentication is required to access this application" });
  if (key !== undefined && given !== key) return json(401, { detail: "Invalid authentication credentials" });
  return undefined;
}

function serveJwks({ signer, faults }: RouteParts): Reply {
  const strikes = faults.nextJwksRead();
  if (strikes.jwksDown) return json(503, { detail: "Service Unavailable" });
  const set = signer.jwks();
  const body = JSON.stringify(strikes.jwksPaddedX ? { keys: set.keys.map(padded) } : set);
  const sent = strikes.jwksMalformed ? body.slice(0, body.length / 2) : body;
  const headers = { "content-type": "application/json", "cache-control": "public, max-age=86400" };
  return { kind: "answer", status: 200, headers, body: sent };
}

/** Base64url of 32 bytes is written without its one `=`; some tools write it all the same. */
function padded(key: { kty: string; crv: string; x: string }): { kty: string; crv: string; x: string } {
  return { ...key, x: `${key.x}=` };
}

function serveMeta(): Reply {
  return json(200, { webhook_ip_ranges: ["127.0.0.1/32", "::1/128"] });
}
