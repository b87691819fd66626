import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openIssuer } from "../../../packages/local/src/http/issuer.ts";
import { createIsolateRuntime } from "../../../packages/local/src/lambda/isolate.ts";
import { createMixedRuntime } from "../../../packages/local/src/lambda/mixed.ts";
import { createMeter } from "../../../packages/local/src/meter.ts";
import { LOCAL_PLACE } from "../../../packages/local/src/names.ts";
import { openPorts } from "../../../packages/local/src/ports.ts";
import { startProduct } from "../../../packages/local/src/product.ts";
import { readTemplate } from "../../../packages/local/src/template.ts";
import { type FixtureStack, writeAssembly } from "./assembly.ts";

export interface FixtureOptions {
  dataDir?: string;
  isolate?: boolean;
  speed?: number;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "likeness-local-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Runs a hand-written stack named `Test` without bucket and models; closed after the test. */
export async function runStack(stack: FixtureStack, options: FixtureOptions = {}) {
  const dataDir = options.dataDir ?? temporaryFolder();
  const assembly = await writeAssembly(join(temporaryFolder(), "cdk"), { Test: stack });
  const lines: string[] = [];
  const log = ({ functionName, text }: { functionName: string; text: string }) =>
    void lines.push(`${functionName} ${text.trimEnd()}`);
  const meter = createMeter();
  const runtime = options.isolate ? createIsolateRuntime({ log }) : createMixedRuntime({ log });
  const ports = await openPorts(join(dataDir, "ports.json"));
  const issuer = await openIssuer(join(dataDir, "issuer.json"));
  const bucket = {
    url: "http://127.0.0.1:9",
    name: "bucket",
    publicUrl: "http://127.0.0.1:9",
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
  };
  const product = await startProduct({
    assembly,
    template: readTemplate(assembly),
    place: LOCAL_PLACE,
    dataDir,
    meter,
    ports,
    runtime,
    issuer,
    edges: { bucket, fal: { needsPolling: false, variables: {} }, extra: {} },
    speed: options.speed,
    log: (line) => void lines.push(line),
  });
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await product.close();
    await runtime.close();
  };
  onTestFinished(close);
  await ports.save();
  return { ...product, close, meter, lines, dataDir, issuer };
}

/** Asks again until the answer is there; the test's own timeout is the limit. */
export async function eventually<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
