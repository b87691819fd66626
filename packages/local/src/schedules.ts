import { envelope, type Rule } from "./events.ts";
import type { Functions } from "./lambda/functions.ts";
import type { Place } from "./names.ts";

/** Timers of the scheduled rules. */
export interface Schedules {
  stop(): void;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Calls the targets of every scheduled rule once per period, first after one whole period; `speed` divides the
 * period. A call that is still running when the next is due does not hold it back. Throws for cron expressions.
 */
export function startSchedules({
  rules,
  functions,
  place,
  speed = 1,
}: {
  rules: Rule[];
  functions: Functions;
  place: Place;
  speed?: number;
}): Schedules {
  const timers = rules.flatMap((rule) => {
    if (rule.schedule === undefined) return [];
    const periodMs = Math.min(ratePeriodMs(rule.schedule) / speed, 2 ** 31 - 1);
    return [setInterval(() => fire(rule, { functions, place }), periodMs)];
  });
  return { stop: () => timers.forEach(clearInterval) };
}

/** The period of `rate(n minutes|hours|days)` in milliseconds. */
export function ratePeriodMs(expression: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (!match) throw new Error(`Only rate(...) schedules run locally, not ${expression}`);
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

function fire(rule: Rule, { functions, place }: { functions: Functions; place: Place }): void {
  const event = envelope(
    { source: "aws.events", "detail-type": "Scheduled Event", resources: [rule.arn], detail: {} },
    place,
  );
  for (const { functionArn, input } of rule.targets) void functions.deliver(functionArn, input ?? event);
}
