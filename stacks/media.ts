import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Architecture, Code, LayerVersion, Runtime } from "aws-cdk-lib/aws-lambda";
import type { StackContext } from "sst/constructs";
import { optionalSetting, setting } from "./settings.ts";

const LAYER_FOLDER = ".layers/sharp";

/** Where pictures live (Cloudflare R2, reached through its S3 endpoint) and the layer that can decode them. */
export function Media({ stack, app }: StackContext) {
  const account = setting(app, "R2_ACCOUNT_ID");
  const layer = new LayerVersion(stack, "Sharp", {
    description: "sharp for linux arm64",
    code: Code.fromAsset(layerFolder()),
    compatibleArchitectures: [Architecture.ARM_64],
    compatibleRuntimes: [Runtime.NODEJS_22_X],
  });
  return {
    layer,
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

function layerFolder(): string {
  const folder = resolve(LAYER_FOLDER);
  if (!existsSync(folder)) execFileSync(process.execPath, ["scripts/sharp-layer.mjs"], { stdio: "inherit" });
  return folder;
}
