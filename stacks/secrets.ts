import { Config, type StackContext } from "sst/constructs";

/** Named groups of secrets; a function binds only the group it uses. */
export function Secrets({ stack }: StackContext) {
  const fal = [new Config.Secret(stack, "FAL_KEY")];
  const bucket = [
    new Config.Secret(stack, "R2_ACCESS_KEY_ID"),
    new Config.Secret(stack, "R2_SECRET_ACCESS_KEY"),
  ];
  // A bound secret without a value stops a function at import, so the password exists only where a graph does.
  const graph = process.env.NEO4J_URI ? [new Config.Secret(stack, "NEO4J_PASSWORD")] : [];
  return { fal, bucket, graph };
}
