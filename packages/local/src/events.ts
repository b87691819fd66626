import { randomUUID } from "node:crypto";
import * as z from "zod";
import { matchesPattern, refuseUnknownOperators } from "./event-pattern.ts";
import type { Functions } from "./lambda/functions.ts";
import { arnOf, type Place } from "./names.ts";
import type { Resolver } from "./resolve.ts";
import type { AppTemplate, Resource } from "./template.ts";

/** An event on the default bus, in EventBridge's envelope. */
export interface BusEvent {
  version: string;
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** A rule with the functions it calls; exactly one of pattern and schedule is set. */
export interface Rule {
  id: string;
  arn: string;
  pattern?: Record<string, unknown> | undefined;
  schedule?: string | undefined;
  targets: { functionArn: string; input?: unknown }[];
}

/** The default event bus. */
export interface EventBus {
  /** Resolves when every target of every matching rule has had its deliveries, failed or not. */
  emit(event: Pick<BusEvent, "source" | "detail-type" | "detail"> & Partial<BusEvent>): Promise<void>;
}

const Properties = z.looseObject({
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default("ENABLED"),
  EventBusName: z.literal("default").optional(),
  Targets: z
    .array(
      z.strictObject({
        Arn: z.string(),
        Id: z.string(),
        Input: z.string().optional(),
        RetryPolicy: z.unknown().optional(),
      }),
    )
    .default([]),
});

/** Reads the enabled rules. Throws for another bus, a target that is no function, or an unknown pattern operator. */
export function readRules(source: {
  template: AppTemplate;
  resolver: Resolver;
  place: Place;
  functions: Functions;
}): Rule[] {
  return source.template.ofType("AWS::Events::Rule").flatMap((resource) => {
    const parsed = Properties.safeParse(source.resolver.value(resource.stack, resource.properties));
    if (!parsed.success) throw new Error(`${resource.id}: ${z.prettifyError(parsed.error)}`);
    const { EventPattern, ScheduleExpression, State, Targets } = parsed.data;
    if (State === "DISABLED") return [];
    if (EventPattern) refuseUnknownOperators(resource.id, EventPattern);
    const targets = Targets.map(({ Arn, Input }) => ({
      functionArn: source.functions.find(Arn).arn,
      ...(Input === undefined ? {} : { input: JSON.parse(Input) as unknown }),
    }));
    return [
      rule(resource, { place: source.place, pattern: EventPattern, schedule: ScheduleExpression, targets }),
    ];
  });
}

/** A bus that calls the functions of matching rules side by side. */
export function createEventBus({
  rules,
  functions,
  place,
}: {
  rules: Rule[];
  functions: Functions;
  place: Place;
}): EventBus {
  return {
    emit: async (event) => {
      const full = envelope(event, place);
      const matching = rules.filter(({ pattern }) => pattern && matchesPattern(pattern, full));
      const deliveries = matching.flatMap(({ targets }) =>
        targets.map(({ functionArn, input }) => functions.deliver(functionArn, input ?? full)),
      );
      await Promise.all(deliveries);
    },
  };
}

/** Completes an event with the parts every event has. */
export function envelope(
  event: Pick<BusEvent, "source" | "detail-type" | "detail"> & Partial<BusEvent>,
  place: Place,
): BusEvent {
  return {
    version: "0",
    id: randomUUID(),
    account: place.accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: [],
    ...event,
  };
}

function rule(
  resource: Resource,
  { place, ...rest }: { place: Place } & Pick<Rule, "pattern" | "schedule" | "targets">,
): Rule {
  return { id: resource.id, arn: arnOf(resource, place) ?? resource.id, ...rest };
}
