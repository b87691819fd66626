import { Cron, type StackContext, use } from "sst/constructs";
import { Database } from "./database.ts";
import { Media } from "./media.ts";
import { Secrets } from "./secrets.ts";
import { graphLogin } from "./settings.ts";
import { Workflows } from "./workflows.ts";

/** What runs by itself: lost webhooks are made up for every two minutes, the graph learns of rows every minute, old
 * intermediates go once a day. */
export function Schedules({ stack }: StackContext) {
  const database = use(Database);
  const media = use(Media);
  const secrets = use(Secrets);
  const workflows = use(Workflows);

  new Cron(stack, "Reconcile", {
    schedule: "rate(2 minutes)",
    job: {
      function: {
        handler: "packages/functions/src/schedule/reconcile.handler",
        timeout: "110 seconds",
        bind: [...secrets.fal],
        permissions: [
          database.write,
          workflows.start,
          workflows.resume,
          workflows.adopt,
          workflows.describe,
          workflows.stop,
        ],
        environment: {
          ...database.environment,
          ...workflows.environment,
          ...workflows.falEnvironment,
          ...workflows.adoptionEnvironment,
        },
      },
    },
  });

  new Cron(stack, "ProjectGraph", {
    schedule: "rate(1 minute)",
    job: {
      function: {
        handler: "packages/functions/src/schedule/project-graph.handler",
        timeout: "58 seconds",
        bind: [...secrets.graph],
        permissions: [database.write],
        environment: { ...database.environment, ...graphLogin() },
      },
    },
  });

  new Cron(stack, "Cleanup", {
    schedule: "rate(1 day)",
    job: {
      function: {
        handler: "packages/functions/src/schedule/cleanup.handler",
        timeout: "5 minutes",
        bind: [...secrets.bucket],
        permissions: [database.remove],
        environment: { ...database.environment, ...media.environment },
      },
    },
  });
}
