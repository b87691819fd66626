import { join } from "node:path";
import type { Faults, Sandbox } from "@likeness/fal-sandbox";
import type { Ports } from "./ports.ts";

/** How the models are reached: the sandbox with its behaviour, or the real service with a key that costs money. */
export type FalOptions =
  | { latencyMs?: number; latencySpread?: number; concurrency?: number; faults?: Faults }
  | { live: string };

/** FAL as the functions see it. */
export interface FalEdge {
  sandbox?: Sandbox;
  /** True when webhooks cannot reach this machine, so that answers must be asked for. */
  needsPolling: boolean;
  variables: Record<string, string>;
}

/** Starts the sandbox, or points to the real FAL. */
export async function openFal(
  options: FalOptions,
  { dataDir, ports }: { dataDir: string; ports: Ports },
): Promise<FalEdge> {
  if ("live" in options) return liveFal(options.live);
  const { startSandbox } = await import("@likeness/fal-sandbox");
  let sandbox: Sandbox | undefined;
  await ports.open("fal", async (port) => {
    sandbox = await startSandbox({ ...options, dataDir: join(dataDir, "fal"), port });
    return { port: Number(new URL(sandbox.url).port) };
  });
  if (!sandbox) throw new Error("The FAL sandbox did not start");
  return { sandbox, needsPolling: false, variables: sandboxVariables(sandbox) };
}

/** The sandbox bills nobody: demo, tests and benches run without the limits of an account unless they set their own. */
const UNLIMITED = { FAL_RATE_PER_MINUTE: "60000", FAL_BURST: "10000", PROFILES_PER_HOUR: "100000" };

/** The variables by which functions find a sandbox. */
export function sandboxVariables(
  sandbox: Pick<Sandbox, "queueUrl" | "restUrl" | "jwksUrl" | "mediaOrigin" | "userId">,
): Record<string, string> {
  return {
    SST_Secret_value_FAL_KEY: "sandbox-id:sandbox-secret",
    FAL_QUEUE_BASE_URL: sandbox.queueUrl,
    FAL_REST_BASE_URL: sandbox.restUrl,
    FAL_JWKS_URL: sandbox.jwksUrl,
    FAL_MEDIA_ORIGINS: sandbox.mediaOrigin,
    FAL_USER_ID: sandbox.userId,
    FAL_REFERENCE_DELIVERY: "presigned",
    ...UNLIMITED,
  };
}

// No webhook URL: FAL could not reach it, and would retry in vain. References must be where FAL can fetch them.
function liveFal(key: string): FalEdge {
  return {
    needsPolling: true,
    variables: { SST_Secret_value_FAL_KEY: key, FAL_WEBHOOK_URL: "", FAL_REFERENCE_DELIVERY: "fal-upload" },
  };
}
