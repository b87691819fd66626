import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Cloud, startCloud } from "./cloud.ts";
import { curlLines } from "./curl-lines.ts";
import { DEV_HELP, type DevOptions, readDevOptions } from "./dev-options.ts";
import { projectRoot } from "./project.ts";
import { fail, note, print } from "./terminal.ts";

const SAME_KEY_PRESS_MS = 1_000;

// `npm run dev`: the whole product on this machine until Ctrl-C.
try {
  const root = projectRoot();
  if (existsSync(join(root, ".env"))) process.loadEnvFile(join(root, ".env"));
  const options = readDevOptions(process.argv.slice(2), { root, environment: process.env });
  if (options.help) print(DEV_HELP);
  else await run(options);
} catch (error) {
  fail(error);
}

async function run({ cloud: cloudOptions, json }: DevOptions): Promise<void> {
  const stopped = stopSignal();
  // One function's forgotten promise must not end everyone's cloud.
  process.on("unhandledRejection", (reason) => note(`unhandled rejection: ${String(reason)}`));
  const cloud = await startCloud({ ...cloudOptions, log: note });
  if (json) print(JSON.stringify(await forPrograms(cloud, cloudOptions.dataDir)));
  else await greet(cloud, cloudOptions.dataDir);
  await stopped;
  note("stopping …");
  await cloud.close();
  // Calls that functions left unfinished would otherwise hold the process.
  process.exit(0);
}

async function forPrograms(cloud: Cloud, dataDir: string): Promise<Record<string, unknown>> {
  const { apiUrl, webhookUrl, cdnUrl, s3, sandbox } = cloud;
  const falUrl = sandbox?.url ?? "https://queue.fal.run";
  return { apiUrl, webhookUrl, cdnUrl, s3, falUrl, dataDir, token: await cloud.token() };
}

async function greet(cloud: Cloud, dataDir: string): Promise<void> {
  const token = await cloud.token();
  const fal = cloud.sandbox ? `sandbox at ${cloud.sandbox.url}` : "the real one - every picture costs money";
  for (const line of [
    "",
    `  API    ${cloud.apiUrl}`,
    `  CDN    ${cloud.cdnUrl}`,
    `  FAL    ${fal}`,
    `  data   ${dataDir}`,
    "",
    "  A token for the person `dev`, and three calls to paste in this order:",
    "",
    ...curlLines({ apiUrl: cloud.apiUrl, token }),
    "",
    "  Ctrl-C stops everything; the data stays.",
  ])
    print(line);
}

/**
 * Resolves at the first Ctrl-C; a later one ends the process at once. One key press may arrive twice, from the
 * terminal and from the process that started this one.
 */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const stop = () => {
      if (askedAt !== undefined && performance.now() - askedAt > SAME_KEY_PRESS_MS) process.exit(130);
      askedAt ??= performance.now();
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}
