import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Assembly } from "../../packages/local/src/assembly.ts";
import { type CloudOptions, startCloud } from "../../packages/local/src/cloud.ts";
import { curlLines } from "../../packages/local/src/curl-lines.ts";
import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";
import { routes } from "../../stacks/routes.ts";
import { temporaryFolder } from "./support/product.ts";

const ULID = "01M829Q0WT6QKCNS7S0SHXRZD3";

let assembly: Assembly;

beforeAll(async () => {
  assembly = await synthesize({ root: projectRoot() });
}, 240_000);

async function runCloud(threads?: CloudOptions["threads"]) {
  const cloud = await startCloud({ assembly, dataDir: temporaryFolder(), threads });
  onTestFinished(() => cloud.close());
  return cloud;
}

describe("the project's own stacks", () => {
  test("are not synthesized again while nothing has changed", async () => {
    const told: string[] = [];
    const again = await synthesize({ root: projectRoot(), onProgress: (text) => told.push(text) });
    expect(again.directory).toBe(assembly.directory);
    expect(told).toEqual([]);
  });

  test.each(["none", "cores", "each"] as const)(
    "answer over HTTP with their deployed bundles, threads for %s",
    {
      timeout: 60_000,
    },
    async (threads) => {
      const cloud = await runCloud(threads);
      const headers = {
        authorization: `Bearer ${await cloud.token("ann")}`,
        "content-type": "application/json",
      };
      const create = { method: "POST", headers, body: JSON.stringify({ name: "First" }) };
      const created = await fetch(`${cloud.apiUrl}/api/v1/projects`, create);
      expect(created.status).toBe(201);
      const { projectId } = (await created.json()) as { projectId: string };
      expect((await fetch(`${cloud.apiUrl}/api/v1/projects/${projectId}`, { headers })).status).toBe(200);
      const stranger = { authorization: `Bearer ${await cloud.token("bob")}` };
      expect(
        (await fetch(`${cloud.apiUrl}/api/v1/projects/${projectId}`, { headers: stranger })).status,
      ).toBe(404);
      const usage = cloud.meter.read();
      expect(usage.table.writeUnits).toBeGreaterThan(0);
      expect(Object.keys(usage.functions)).toHaveLength(2);
    },
  );

  test("ask for a token on every route of the route table, and know no other route", async () => {
    const cloud = await runCloud();
    for (const route of Object.keys(routes)) {
      const [method = "", path = ""] = route.split(" ");
      const response = await fetch(`${cloud.apiUrl}${path.replaceAll(/[{}]/g, "")}`, { method });
      expect(response.status, route).toBe(401);
    }
    expect((await fetch(`${cloud.apiUrl}/nowhere`)).status).toBe(404);
    expect(cloud.meter.read().functions).toEqual({});
  });

  test("refuse an unsigned webhook through their own API", { timeout: 60_000 }, async () => {
    const cloud = await runCloud();
    const url = `${cloud.webhookUrl}/webhooks/fal/job_${ULID}/gen_${ULID}`;
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(response.status).toBe(401);
  });
});

describe("npm run dev", () => {
  const dataDir = `${projectRoot()}/.likeness-dev-test`;
  let child: ChildProcess;
  afterAll(() => {
    child?.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  });

  test("prints one JSON line, works with its curl lines, and ends cleanly", {
    timeout: 120_000,
  }, async () => {
    const args = ["--import", "tsx", "packages/local/src/dev.ts", "--json", "--data", dataDir];
    const { FAL_KEY, ...env } = process.env;
    child = spawn(process.execPath, args, { cwd: projectRoot(), env, stdio: ["ignore", "pipe", "inherit"] });
    const lines: string[] = [];
    if (child.stdout) createInterface(child.stdout).on("line", (line) => void lines.push(line));
    await expect.poll(() => lines.length, { timeout: 60_000 }).toBe(1);
    const { apiUrl, token } = JSON.parse(lines[0] ?? "") as { apiUrl: string; token: string };
    const pasted = curlLines({ apiUrl, token }).join("\n");
    const output = execFileSync("sh", ["-ec", pasted], { encoding: "utf8" }).trim().split("\n");
    expect(output.slice(0, 2)).toEqual([
      expect.stringMatching(/^prj_\w+$/),
      expect.stringMatching(/^sub_\w+$/),
    ]);
    expect(JSON.parse(output[2] ?? "")).toMatchObject({ jobId: expect.stringMatching(/^job_/) });
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
    await expect(fetch(apiUrl)).rejects.toThrow();
  });
});
