import { Api as HttpApi, type StackContext, use } from "sst/constructs";
import { Database } from "./database.ts";
import { Media } from "./media.ts";
import { type Route, routes } from "./routes.ts";
import { Secrets } from "./secrets.ts";
import { graphLogin, limitSettings, optionalSetting, setting } from "./settings.ts";
import { Workflows } from "./workflows.ts";

/** The public API: the routes of routes.ts behind a JWT authorizer, one function each with its own grants. */
export function Api({ stack, app }: StackContext) {
  const database = use(Database);
  const secrets = use(Secrets);
  const workflows = use(Workflows);
  const media = use(Media);

  const perHour = { PROFILES_PER_HOUR: optionalSetting("PROFILES_PER_HOUR") };
  const functionOf = ({ handler, table, startsJobs, stopsJobs, readsGraph, readsPictures }: Route) => ({
    handler: `packages/functions/src/api/${handler}.handler`,
    timeout: "29 seconds" as const,
    bind: [
      ...(stopsJobs ? secrets.fal : []),
      ...(readsGraph ? secrets.graph : []),
      ...(readsPictures ? secrets.bucket : []),
    ],
    // A picture whose features are of another version is decoded while the caller waits: one vCPU.
    ...(readsPictures && { memorySize: "1769 MB" as const, layers: media.seeing }),
    permissions: [
      database[table],
      ...(startsJobs ? [workflows.start] : []),
      ...(stopsJobs ? [workflows.stop] : []),
    ],
    environment: {
      ...database.environment,
      ...(startsJobs || stopsJobs ? workflows.environment : {}),
      ...(startsJobs ? { ...workflows.models, ...limitSettings(), ...perHour } : {}),
      ...(stopsJobs ? workflows.falEnvironment : {}),
      ...(readsGraph ? graphLogin() : {}),
      ...(readsPictures ? media.environment : {}),
    },
  });

  const api = new HttpApi(stack, "Api", {
    accessLog: { retention: "one_month" },
    authorizers: {
      jwt: {
        type: "jwt",
        jwt: { issuer: setting(app, "JWT_ISSUER"), audience: [setting(app, "JWT_AUDIENCE")] },
      },
    },
    defaults: { authorizer: "jwt", throttle: { rate: 100, burst: 200 } },
    routes: Object.fromEntries(
      Object.entries(routes).map(([path, route]) => [path, { function: functionOf(route) }]),
    ),
  });
  stack.addOutputs({ ApiUrl: api.url });
  return { url: api.url };
}
