import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const DOOR = fileURLToPath(new URL("../../../packages/core/src/fal/index.ts", import.meta.url));

async function inputsOf(names: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: `export { ${names} } from ${JSON.stringify(DOOR)};`, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    minify: true,
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  return Object.entries(output?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path);
}

describe("a bundle", () => {
  it("of what a webhook needs has no client, no logger and no catalogue in it", async () => {
    const inputs = await inputsOf("verifyFalWebhook, parseFalWebhook, FalJwks, parseImageAnswer, FalError");
    expect(inputs.some((path) => path.endsWith("fal/webhook.ts"))).toBe(true);
    expect(inputs.filter((path) => /@fal-ai|powertools|catalogue|client\.ts/.test(path))).toEqual([]);
  });

  it("of the queue has the client in it", async () => {
    const inputs = await inputsOf("falQueue");
    expect(inputs.some((path) => path.includes("@fal-ai/client"))).toBe(true);
  });
});
