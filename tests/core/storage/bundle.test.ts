import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

const core = fileURLToPath(new URL("../../../packages/core/src", import.meta.url));

/** The paths of all files that contribute code to a bundle of `source`, and what it imports from outside. */
async function bundled(source: string) {
  const result = await build({
    stdin: { contents: source, resolveDir: core, loader: "ts" },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    external: ["sharp"],
    logLevel: "silent",
  });
  const [output] = Object.values(result.metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    files: inputs.map(([path]) => path).join("\n"),
    imports: output?.imports.map(({ path }) => path) ?? [],
  };
}

describe("what a handler carries", () => {
  test("for public URLs is no S3 client", async () => {
    const { files } = await bundled(`import { cdnUrl } from "./storage/index.ts"; console.log(cdnUrl("a"));`);
    expect(files).toContain("cdn-url.ts");
    expect(files).not.toMatch(/client-s3|s3-request-presigner|objects\.ts/);
  });

  test("for stored objects is no sharp", async () => {
    const { files, imports } = await bundled(
      `import { getObject, putImmutable, signedUrl } from "./storage/index.ts"; console.log(getObject, putImmutable, signedUrl);`,
    );
    expect(files).toContain("client-s3");
    expect(imports).not.toContain("sharp");
  });

  test("for downloads is no sharp either, and for ingest sharp is loaded on first use only", async () => {
    const download = await bundled(
      `import { downloadImage } from "./images/index.ts"; console.log(downloadImage);`,
    );
    expect(download.imports).not.toContain("sharp");
    const ingest = await build({
      stdin: {
        contents: `import { ingestImage } from "./images/index.ts"; console.log(ingestImage);`,
        resolveDir: core,
      },
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "node",
      external: ["sharp"],
    });
    const [output] = Object.values(ingest.metafile.outputs);
    const sharp = output?.imports.filter(({ path }) => path === "sharp");
    expect(sharp).toEqual([{ path: "sharp", kind: "dynamic-import", external: true }]);
  });
});
