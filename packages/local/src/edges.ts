import { devNull } from "node:os";
import type { FalEdge } from "./fal-edge.ts";
import { LOCAL_PLACE } from "./names.ts";

/** Everything outside the functions, as this machine offers it. */
export interface Edges {
  /** The one endpoint of all AWS services. */
  awsUrl: string;
  bucket: { url: string; name: string; publicUrl: string; credentials: Credentials };
  fal: FalEdge;
  /** Further variables for every function; they win over all others. */
  extra: Record<string, string>;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The function an environment is made for. */
export interface EnvironmentOwner {
  name: string;
  memoryMb: number;
  fromTemplate: Record<string, string>;
}

/** What SST's runtime helper takes for "look the secret up in SSM". */
const UNFETCHED_SECRET = "__FETCH_FROM_SSM__";

/**
 * The environment of one function: the template's, with the edges of the cloud replaced by those of this machine.
 * A replacement is made only where the template declares the variable, so that one which a stack forgot is missing
 * here too. Throws for a bound secret that has no local value.
 */
export function environmentOf(owner: EnvironmentOwner, edges: Edges): Record<string, string> {
  const replaced = Object.entries(replacements(edges)).filter(([name]) => name in owner.fromTemplate);
  const environment = {
    ...lambdaVariables(owner, edges),
    ...owner.fromTemplate,
    ...Object.fromEntries(replaced),
  };
  const unset = Object.entries(environment).find(([, value]) => value === UNFETCHED_SECRET);
  if (unset) {
    const secret = unset[0].replace("SST_Secret_value_", "");
    throw new Error(`${owner.name} binds the secret ${secret}, for which the local cloud has no value`);
  }
  return { ...environment, ...edges.extra };
}

function replacements({ bucket, fal }: Edges): Record<string, string> {
  return {
    R2_ENDPOINT: bucket.url,
    R2_BUCKET_NAME: bucket.name,
    R2_PUBLIC_DOMAIN: bucket.publicUrl,
    SST_Secret_value_R2_ACCESS_KEY_ID: bucket.credentials.accessKeyId,
    SST_Secret_value_R2_SECRET_ACCESS_KEY: bucket.credentials.secretAccessKey,
    ...(process.env.NEO4J_PASSWORD && { SST_Secret_value_NEO4J_PASSWORD: process.env.NEO4J_PASSWORD }),
    ...fal.variables,
  };
}

// What the Lambda service itself sets, and nothing of the host that could change a function's behaviour.
function lambdaVariables({ name, memoryMb }: EnvironmentOwner, { awsUrl }: Edges): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: LOCAL_PLACE.region,
    AWS_DEFAULT_REGION: LOCAL_PLACE.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    LOG_LEVEL: "WARN",
    NODE_ENV: "production",
    TZ: ":UTC",
    PATH: process.env.PATH ?? "",
  };
}
