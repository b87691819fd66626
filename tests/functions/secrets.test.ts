import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { config, resetConfig } from "../../packages/core/src/config.ts";
import { fromEnvironment } from "../../packages/core/src/secrets.ts";
import { readBody } from "../../packages/local/src/listener.ts";
import {
  canonicalRequestHash,
  deriveSigningKey,
  sha256Hex,
  signLines,
} from "../../packages/local/src/s3/canonical.ts";

interface Call {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}
type Reply = { status?: number; body: unknown };

const SECRET = "role-secret/with+signs";
const PATH = "/sst/likeness/test/Secret/FAL_KEY/value";
const FOR_ALL = "/sst/likeness/.fallback/Secret/FAL_KEY/value";

let server: Server;
let calls: Call[];
let replies: Reply[];

beforeEach(async () => {
  [calls, replies] = [[], []];
  server = createServer(async (request, response) => {
    const body = (await readBody(request, 1_000_000))?.toString("utf8") ?? "";
    calls.push({ method: request.method, path: request.url, headers: request.headers, body });
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    response.writeHead(reply?.status ?? 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(reply?.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.resetModules();
  resetConfig();
  vi.stubEnv("SST_SSM_PREFIX", "/sst/likeness/test/");
  vi.stubEnv("SST_APP", "likeness");
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "ROLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", SECRET);
  vi.stubEnv("AWS_SESSION_TOKEN", "session/token==");
  vi.stubEnv("AWS_ENDPOINT_URL_SSM", endpoint());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  resetConfig();
  await new Promise((resolve) => server.close(resolve));
});

const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const load = () => import("../../packages/functions/src/secrets.ts");
const fetched = async () => {
  const { config: fresh } = await import("../../packages/core/src/config.ts");
  return fresh("fal").FAL_KEY;
};

describe("bound secrets", () => {
  it("are told apart: those at hand and those to be fetched", () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "id:secret");
    vi.stubEnv("SST_Secret_value_R2_ACCESS_KEY_ID", "__FETCH_FROM_SSM__");
    expect(fromEnvironment()).toEqual({
      values: { FAL_KEY: "id:secret" },
      stored: [
        {
          name: "R2_ACCESS_KEY_ID",
          path: "/sst/likeness/test/Secret/R2_ACCESS_KEY_ID/value",
          fallbackPath: "/sst/likeness/.fallback/Secret/R2_ACCESS_KEY_ID/value",
        },
      ],
    });
  });

  it("are fetched in one call, decrypted, before anybody asks for them", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    replies = [{ body: { Parameters: [{ Name: PATH, Value: "id:fetched" }], InvalidParameters: [FOR_ALL] } }];
    await load();
    expect(calls.map(({ body }) => JSON.parse(body))).toEqual([
      { Names: [PATH, FOR_ALL], WithDecryption: true },
    ]);
    expect(await fetched()).toBe("id:fetched");
  });

  it("are asked for as AWS's own client asks, and signed for this role, region and service", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    replies = [{ body: { Parameters: [{ Name: PATH, Value: "id:fetched" }] } }];
    await load();
    const client = new SSMClient({ endpoint: endpoint() });
    await client.send(new GetParametersCommand({ Names: [PATH, FOR_ALL], WithDecryption: true }));
    const [own, reference] = calls as [Call, Call];
    const common = ({ method, path, body, headers }: Call) => ({
      ...{ method, path, body: JSON.parse(body) },
      ...{ type: headers["content-type"], target: headers["x-amz-target"], host: headers.host },
      ...{ token: headers["x-amz-security-token"] },
    });
    expect(common(own)).toEqual(common(reference));
    // The check itself is right: it accepts what AWS's client signed.
    for (const call of [reference, own]) expect(signatureOf(call)).toBe(expectedSignature(call));
    const forged = { ...own, body: own.body.replace("true", "false") };
    expect(expectedSignature(forged)).not.toBe(signatureOf(own));
  });

  it.each([
    [503, {}],
    [429, {}],
    [400, { __type: "ThrottlingException", message: "Rate exceeded" }],
  ])("are asked for again when SSM answers %i in passing", async (status, body) => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    replies = [{ status, body }, { body: { Parameters: [{ Name: PATH, Value: "id:second" }] } }];
    await load();
    expect(await fetched()).toBe("id:second");
    expect(calls).toHaveLength(2);
  });

  it("that the role may not read stop the function at once, saying so", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    replies = [{ status: 400, body: { __type: "AccessDeniedException", message: "not authorized" } }];
    await expect(load()).rejects.toThrow(/400.*FAL_KEY.*AccessDenied/);
    expect(calls).toHaveLength(1);
  });

  it("of this stage win over those for all stages", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    const forAll = { Name: FOR_ALL, Value: "for-all" };
    const own = { Name: PATH, Value: "own" };
    replies = [{ body: { Parameters: [forAll] } }, { body: { Parameters: [forAll, own] } }];
    await load();
    expect(await fetched()).toBe("for-all");
    vi.resetModules();
    await load();
    expect(await fetched()).toBe("own");
  });

  it("without a value stop the function, naming the secret and the command that sets it", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "__FETCH_FROM_SSM__");
    replies = [{ body: { InvalidParameters: [PATH] } }];
    await expect(load()).rejects.toThrow(/FAL_KEY.*sst secrets set/);
  });

  it("that are at hand need no call", async () => {
    vi.stubEnv("SST_Secret_value_FAL_KEY", "id:secret");
    await load();
    expect(calls).toHaveLength(0);
    expect(() => config("fal")).toThrow(/FAL_KEY/);
  });
});

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=ROLE\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

function claimOf({ headers }: Call) {
  const [, scope = "", signed = "", signature = ""] = AUTHORIZATION.exec(String(headers.authorization)) ?? [];
  return { scope, signed: signed.split(";"), signature };
}

function signatureOf(call: Call): string {
  return claimOf(call).signature;
}

/** What the signature of a received call has to be, by an implementation of its own. */
function expectedSignature(call: Call): string {
  const { scope, signed } = claimOf(call);
  const [date = "", region = "", service = ""] = scope.split("/");
  expect([region, service]).toEqual(["eu-central-1", "ssm"]);
  for (const name of ["host", "x-amz-date", "x-amz-security-token", "x-amz-target"])
    expect(signed).toContain(name);
  const requestHash = canonicalRequestHash({
    method: "POST",
    path: "/",
    query: [],
    headers: new Map(Object.entries(call.headers).map(([name, value]) => [name, String(value)])),
    signedHeaders: signed,
    payloadHash: sha256Hex(call.body),
  });
  const time = String(call.headers["x-amz-date"]);
  const key = deriveSigningKey(SECRET, { date, region, service });
  return signLines(key, ["AWS4-HMAC-SHA256", time, scope, requestHash]);
}
