import { Api, Function as Lambda, type StackContext, use } from "sst/constructs";
import { Database } from "./database.ts";
import { webhookRoutes } from "./routes.ts";
import { Secrets } from "./secrets.ts";
import { limitSettings, optionalSetting } from "./settings.ts";

/**
 * Where FAL reports. Its own small API without an authorizer: the Ed25519 signature is the authorization. It stands
 * before the state machines, which need its URL; the permission to resume them is attached in workflows.ts.
 */
export function Webhook({ stack }: StackContext) {
  const database = use(Database);
  const secrets = use(Secrets);
  const receiver = new Lambda(stack, "FalWebhook", {
    handler: "packages/functions/src/webhook/fal.handler",
    timeout: "12 seconds",
    bind: [...secrets.fal],
    permissions: [database.write],
    environment: {
      ...database.environment,
      FAL_QUEUE_BASE_URL: optionalSetting("FAL_QUEUE_BASE_URL"),
      FAL_USER_ID: optionalSetting("FAL_USER_ID"),
      FAL_JWKS_URL: optionalSetting("FAL_JWKS_URL"),
      ...limitSettings(),
    },
  });
  const api = new Api(stack, "WebhookApi", {
    accessLog: { retention: "one_month" },
    cors: false,
    defaults: { authorizer: "none", throttle: { rate: 200, burst: 400 } },
    routes: Object.fromEntries(Object.keys(webhookRoutes).map((route) => [route, { function: receiver }])),
  });
  stack.addOutputs({ FalWebhookUrl: `${api.url}/webhooks/fal` });
  return { receiver, url: `${api.url}/webhooks/fal` };
}
