import type { Faults } from "../../../fal-sandbox/src/faults.ts";
import type { Call, Injector, Strike } from "../gate.ts";
import type { Random } from "../random.ts";
import { strikesFor } from "./strikes.ts";

/** What goes wrong in a run. */
export interface Plan {
  inject: Injector;
  /** Faults of the provider itself. */
  fal: Faults;
  /** In words, for a report. */
  name: string;
}

export const NO_FAULTS: Plan = { inject: () => undefined, fal: {}, name: "none" };

/** One fault at one call, counted from 1. */
export function singlePlan({ point, strike }: { point: number; strike: Strike }): Plan {
  return {
    inject: (_, at) => (at === point ? strike : undefined),
    fal: {},
    name: `${strike} at call ${point}`,
  };
}

/** One fault of the provider, at one of its requests. */
export function providerPlan({ fault, nth }: { fault: keyof Faults; nth: number }): Plan {
  return { inject: () => undefined, fal: { [fault]: { nth: [nth] } }, name: `${fault} at request ${nth}` };
}

/** How many calls in a thousand are struck, from a quiet run to a bad one. */
const CALL_RATES = [0.002, 0.005, 0.01, 0.02, 0.05];
const PROVIDER_FAULTS_MAX = 4;
const PROVIDER_RATES = [0.05, 0.15, 0.4];

/** Any fault anywhere, as the seed has it. */
export function mixedPlan(random: Random): Plan {
  const rate = pick(random, CALL_RATES);
  const fal: Record<string, object> = {};
  for (let count = random.below(PROVIDER_FAULTS_MAX); count > 0; count -= 1) {
    fal[pick(random, PROVIDER_FAULTS)] = { nth: struckRequests(random, pick(random, PROVIDER_RATES)) };
  }
  const names = Object.keys(fal).join(", ") || "a sound provider";
  return {
    fal: fal as Faults,
    inject: (call) => (random.next() < rate ? pick(random, strikesFor(call)) : undefined),
    name: `${rate * 100} % of calls, ${names}`,
  };
}

/** The mix under which availability is promised. */
const AVAILABILITY = {
  webhooksLost: 0.01,
  falErrors: 0.02,
  bucketErrors: 0.005,
  crashes: 0.001,
} as const;

export function availabilityPlan(random: Random): Plan {
  return {
    fal: { drop: { nth: struckRequests(random, AVAILABILITY.webhooksLost) } },
    inject: (call) => {
      const { service } = call;
      if (service === "fal" && call.label.includes(" POST "))
        return strikeAt(random, AVAILABILITY.falErrors, "error");
      if (service === "bucket") return strikeAt(random, AVAILABILITY.bucketErrors, "error");
      // A crash hits one of the calls of an invocation, so its rate per call is a share of that per invocation.
      return crashOf(call, random);
    },
    name: "1 % webhooks lost, 2 % FAL 5xx, 0.5 % R2 5xx, 0.1 % crashes",
  };
}

const CALLS_PER_INVOCATION = 6;

function crashOf(call: Call, random: Random): Strike | undefined {
  if (!call.actor.name.includes("#")) return undefined;
  const struck = strikeAt(random, AVAILABILITY.crashes / CALLS_PER_INVOCATION, "crash-after");
  return struck && (random.next() < 0.5 ? "crash-before" : struck);
}

const REQUESTS_MAX = 100;

/** Which requests of a run the provider spoils. Its own rates would strike the same numbers in every run. */
function struckRequests(random: Random, rate: number): number[] {
  const numbers = Array.from({ length: REQUESTS_MAX }, (_, index) => index + 1);
  return numbers.filter(() => random.next() < rate);
}

function strikeAt(random: Random, rate: number, strike: Strike): Strike | undefined {
  return random.next() < rate ? strike : undefined;
}

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)] as T;
}

/** Every fault of the sandbox by name: webhooks, submissions, outcomes, signing keys and pictures. */
export const PROVIDER_FAULTS: readonly (keyof Faults)[] = [
  ...(["duplicate", "reorder", "delay", "drop", "badSignature", "wrongUser", "staleTimestamp"] as const),
  ...([
    "alteredBody",
    "unknownRequest",
    "beforeSubmitResponse",
    "gatewayRequestIdOnly",
    "payloadNull",
  ] as const),
  ...([
    "giantBody",
    "notJsonBody",
    "deepBody",
    "http429",
    "http500",
    "http503",
    "resetBeforeAccept",
  ] as const),
  ...([
    "acceptedButResponseLost",
    "acceptedThen503",
    "hang",
    "balance",
    "contentPolicy",
    "errorStatus",
  ] as const),
  ...(["generationTimeout", "nsfwBlack", "seedDiffers", "bigSeed", "sizeDiffers", "resultGone504"] as const),
  ...([
    "jwksDown",
    "jwksPaddedX",
    "jwksMalformed",
    "jwksRotated",
    "truncated",
    "htmlWithImageHeader",
  ] as const),
  ...([
    "svgWithImageHeader",
    "animatedWithImageHeader",
    "bomb60MP",
    "oversized",
    "zeroBytes",
    "redirect",
  ] as const),
  ...(["foreignHost", "slowLoris", "expired404"] as const),
];

/** Faults after which a slot may rightly be bought again. */
export const SPOILING: ReadonlySet<string> = new Set([
  ...["nsfwBlack", "sizeDiffers", "resultGone504", "truncated", "htmlWithImageHeader", "svgWithImageHeader"],
  ...[
    "animatedWithImageHeader",
    "bomb60MP",
    "oversized",
    "zeroBytes",
    "redirect",
    "foreignHost",
    "slowLoris",
  ],
  ...["expired404", "contentPolicy", "deepBody"],
]);
