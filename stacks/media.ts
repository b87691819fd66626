import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Architecture, Code, LayerVersion, Runtime } from "aws-cdk-lib/aws-lambda";
import type { StackContext } from "sst/constructs";
import { optionalSetting, setting } from "./settings.ts";

/** Where pictures live (Cloudflare R2, reached through its S3 endpoint) and the layers that can decode and see them. */
export function Media({ stack, app }: StackContext) {
  const account = setting(app, "R2_ACCOUNT_ID");
  const layerOf = (id: string, folder: string, description: string) =>
    new LayerVersion(stack, id, {
      description,
      code: Code.fromAsset(layerFolder(folder)),
      compatibleArchitectures: [Architecture.ARM_64],
      compatibleRuntimes: [Runtime.NODEJS_22_X],
    });
  return {
    /** For functions that decode pictures and compare what they show. */
    seeing: [
      layerOf("Sharp", "sharp", "sharp for linux arm64"),
      layerOf("Learned", "learned", "a small network and its WebAssembly runtime"),
    ],
    environment: {
      R2_ENDPOINT: optionalSetting("R2_ENDPOINT") || endpointOf(account),
      R2_BUCKET_NAME: optionalSetting("R2_BUCKET_NAME") || "likeness-media",
      R2_PUBLIC_DOMAIN: setting(app, "R2_PUBLIC_DOMAIN"),
    },
  };
}

function endpointOf(account: string): string {
  return account.startsWith("https://") ? account : `https://${account}.r2.cloudflarestorage.com`;
}

function layerFolder(name: string): string {
  const folder = resolve(".layers", name);
  if (!existsSync(folder))
    execFileSync(process.execPath, [`scripts/${name}-layer.mjs`], { stdio: "inherit" });
  return folder;
}
