import { Api as HttpApi, type StackContext, use } from "sst/constructs";
import { Database } from "./database.ts";
import { type Route, routes } from "./routes.ts";
import { setting } from "./settings.ts";
import { Workflows } from "./workflows.ts";

/** The public API: the routes of routes.ts behind a JWT authorizer, one function each with its own grants. */
export function Api({ stack, app }: StackContext) {
  const database = use(Database);
  const workflows = use(Workflows);

  const functionOf = (route: Route) => ({
    handler: `packages/functions/src/api/${route.handler}.handler`,
    timeout: "29 seconds" as const,
    permissions: [database[route.table], ...(route.startsJobs ? [workflows.start] : [])],
    environment: { ...database.environment, ...(route.startsJobs ? workflows.environment : {}) },
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
