import type { SSTConfig } from "sst";
import { Api } from "./stacks/api.ts";
import { Database } from "./stacks/database.ts";
import { Media } from "./stacks/media.ts";
import { Observability } from "./stacks/observability.ts";
import { Schedules } from "./stacks/schedules.ts";
import { Secrets } from "./stacks/secrets.ts";
import { functionDefaults } from "./stacks/settings.ts";
import { Webhook } from "./stacks/webhook.ts";
import { Workflows } from "./stacks/workflows.ts";

export default {
  config: () => ({ name: "likeness", region: process.env.AWS_REGION ?? "us-east-1" }),
  stacks(app) {
    app.setDefaultFunctionProps(functionDefaults);
    if (app.stage !== "production") app.setDefaultRemovalPolicy("destroy");
    app
      .stack(Secrets)
      .stack(Database)
      .stack(Media)
      .stack(Webhook)
      .stack(Workflows)
      .stack(Api)
      .stack(Schedules)
      .stack(Observability);
  },
} satisfies SSTConfig;
