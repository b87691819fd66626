import type { Rule } from "./events.ts";
import type { Functions } from "./lambda/functions.ts";

const PERIOD_MS = 2_000;

/**
 * Calls the scheduled reconciler every two seconds, never twice at once: the way to completed requests when the
 * provider cannot deliver webhooks to this machine.
 */
export function startPolling({
  rules,
  functions,
  log,
}: {
  rules: Rule[];
  functions: Functions;
  log(line: string): void;
}): { close(): Promise<void> } {
  const targets = rules.filter(({ schedule }) => schedule).flatMap((rule) => rule.targets);
  const reconciler = targets.find(({ functionArn }) =>
    functions.find(functionArn).handler.includes("/reconcile."),
  );
  if (!reconciler)
    throw new Error("The template schedules no reconciler, which the real FAL needs on this machine");
  let isBusy = false;
  const timer = setInterval(async () => {
    if (isBusy) return;
    isBusy = true;
    const outcome = await functions.invoke(reconciler.functionArn, {});
    if (!outcome.ok) log(`reconcile failed: ${outcome.error.errorMessage}`);
    isBusy = false;
  }, PERIOD_MS);
  return { close: async () => clearInterval(timer) };
}
