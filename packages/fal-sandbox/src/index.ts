export type { Bill, BillEntry } from "./bill.ts";
export type { Clock } from "./clock.ts";
export { type Artist, readTruth, type SceneTruth, type Twist, type Whereabouts } from "./draw/index.ts";
export { Faults } from "./faults.ts";
export { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";
export type { PictureTruth } from "./truth.ts";
export type { WebhookPolicy } from "./webhook.ts";
