import * as z from "zod";
import { chance } from "./chance.ts";
import { Rule } from "./fault-rule.ts";
import { LOOK_FAULTS } from "./look-faults.ts";

const WEBHOOK_FAULTS = {
  /** The same outcome delivered again, `copies` times more. */
  duplicate: Rule.extend({ copies: z.int().min(1).max(9).default(1) }),
  /** Held until another request's webhook has gone out, or `holdMs` have passed. */
  reorder: Rule.extend({ holdMs: z.int().min(0).default(3_000) }),
  delay: Rule.extend({ delayMs: z.int().min(0).default(5_000) }),
  /** Never sent; with `attempts`, only so many first attempts are lost. */
  drop: Rule,
  /** Signed with a stranger's key. */
  badSignature: Rule,
  /** Correctly signed, but for another account. */
  wrongUser: Rule,
  /** Correctly signed with a timestamp `skewSeconds` away from now. */
  staleTimestamp: Rule.extend({ skewSeconds: z.int().default(-301) }),
  /** One byte of the body differs from what was signed. */
  alteredBody: Rule,
  /** A correctly signed webhook about a request nobody made comes first. */
  unknownRequest: Rule,
  /** The webhook is delivered before the submit is answered. */
  beforeSubmitResponse: Rule,
  /** Body and header name only the gateway's id, which differs from the queue's. */
  gatewayRequestIdOnly: Rule,
  /** Status OK without payload, with `payload_error`; the result stays readable in the queue. */
  payloadNull: Rule,
  /** More than 1 MB of body. */
  giantBody: Rule,
  notJsonBody: Rule,
  /** A payload nested 50,000 levels deep. */
  deepBody: Rule,
};

const SUBMIT_FAULTS = {
  http429: Rule,
  http500: Rule,
  http503: Rule,
  /** The connection breaks and nothing was accepted. */
  resetBeforeAccept: Rule,
  /** The request runs and is billed, but the connection breaks instead of an answer. */
  acceptedButResponseLost: Rule,
  acceptedThen503: Rule,
  /** Nothing is accepted and nothing answered until the caller gives up. */
  hang: Rule,
  /** 403: the account has no credit left. */
  balance: Rule,
};

const OUTCOME_FAULTS = {
  /** With `words`, only prompts that hold one of them as a whole word. */
  contentPolicy: Rule.extend({ words: z.array(z.string().min(1)).optional() }),
  /** The model breaks: 500, and a webhook of status ERROR. */
  errorStatus: Rule,
  generationTimeout: Rule,
  /** A black picture with `has_nsfw_concepts`, as a 200. */
  nsfwBlack: Rule,
  seedDiffers: Rule,
  /** A seed beyond 2^53. */
  bigSeed: Rule,
  sizeDiffers: Rule,
  /** A language model's answer breaks off in the middle. */
  brokenText: Rule,
  /** COMPLETED, yet reading the result answers 504. */
  resultGone504: Rule,
};

/** What a scene of several references is drawn with wrongly; pictures of one subject are left alone. */
const CAST_FAULTS = {
  /** Two characters stand in each other's place. */
  castSwap: Rule,
  castDrop: Rule,
  /** Somebody nobody asked for. */
  castExtra: Rule,
  /** A garment takes another character's colour. */
  castBleed: Rule,
  /** One figure with the head of one character and the clothes of another, in place of both. */
  castMerge: Rule,
  /** A character is the reference itself, cut out and pasted. */
  castCopy: Rule,
};

const JWKS_FAULTS = { jwksDown: Rule, jwksPaddedX: Rule, jwksMalformed: Rule };

const IMAGE_FAULTS = {
  truncated: Rule,
  htmlWithImageHeader: Rule,
  svgWithImageHeader: Rule,
  animatedWithImageHeader: Rule,
  /** A valid PNG of 10,000 x 6,000 pixels in a few kilobytes. */
  bomb60MP: Rule,
  /** A good picture followed by 11 MB of padding. */
  oversized: Rule,
  zeroBytes: Rule,
  /** The good picture, behind a 302 to another host. */
  redirect: Rule,
  /** The answer names a host that is not the media origin; the good picture is there. */
  foreignHost: Rule,
  /** One byte a second. */
  slowLoris: Rule,
  expired404: Rule,
};

const optional = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape).partial();

/**
 * Everything that can go wrong, by name. A rule without `rate` and `nth` strikes every request. Requests are
 * counted from 1 when the faults are set, by submit (the `jwks…` faults but `jwksRotated` by read of the key set).
 */
export const Faults = optional({
  ...WEBHOOK_FAULTS,
  ...SUBMIT_FAULTS,
  ...OUTCOME_FAULTS,
  ...CAST_FAULTS,
  ...JWKS_FAULTS,
  ...IMAGE_FAULTS,
  ...LOOK_FAULTS,
  /** The signing key is replaced before the request's webhook goes out; the old one stays published. */
  jwksRotated: Rule,
});
/** The faults in force, before defaults are filled in. */
export type Faults = z.input<typeof Faults>;
/** The rules that struck one request. */
export type Strikes = z.output<typeof Faults>;
type FaultName = keyof Strikes;

/** Ways in which a stored picture is served wrongly. */
export type ImageFault = keyof typeof IMAGE_FAULTS;
/** The names of the picture faults, for picking the one that struck. */
export const imageFaults = Object.keys(IMAGE_FAULTS) as ImageFault[];

/** Ways in which the cast of a scene comes out wrong, by their names in a drawing. */
export const castFaults = {
  castSwap: "swap",
  castDrop: "drop",
  castExtra: "extra",
  castBleed: "bleed",
  castMerge: "merge",
  castCopy: "copy",
} as const satisfies Record<keyof typeof CAST_FAULTS, string>;

/** What a request asks for, as far as faults look at it. */
export interface Asked {
  prompt?: string | undefined;
  /** The camera's, where one was asked for. */
  azimuth?: number | undefined;
}

/** Decides, by number and by what is asked for, which faults strike which request; the same numbers always meet the same faults. */
export interface FaultPlan {
  set(faults: Faults): void;
  /** Counts one more submit and returns its number with what strikes it. */
  nextRequest(endpointId: string, asked?: Asked): { number: number; strikes: Strikes };
  nextJwksRead(): Strikes;
}

/** Starts counting with the given faults; throws a ZodError that names an unknown fault or a bad rule. */
export function createFaultPlan(initial: Faults): FaultPlan {
  let faults: Strikes = {};
  let struck = new Map<FaultName, number>();
  let requests = 0;
  let jwksReads = 0;
  const judge = (names: FaultName[], question: Omit<Question, "name" | "rule" | "struck">): Strikes => {
    const hits = names.filter((name) => strikes({ name, rule: faults[name], ...question, struck }));
    for (const name of hits) struck.set(name, (struck.get(name) ?? 0) + 1);
    return Object.fromEntries(hits.map((name) => [name, faults[name]]));
  };
  const set = (next: Faults) => {
    faults = Faults.parse(next);
    struck = new Map();
    requests = 0;
    jwksReads = 0;
  };
  set(initial);
  return {
    set,
    nextRequest: (endpointId, asked = {}) => {
      requests += 1;
      const question = { number: requests, endpointId, ...asked };
      return { number: requests, strikes: judge(named(faults, false), question) };
    },
    nextJwksRead: () => {
      jwksReads += 1;
      return judge(named(faults, true), { number: jwksReads, endpointId: "" });
    },
  };
}

interface Question extends Asked {
  name: FaultName;
  rule: (z.output<typeof Rule> & { words?: string[] | undefined }) | undefined;
  number: number;
  endpointId: string;
  struck: Map<FaultName, number>;
}

function strikes({ name, rule, number, endpointId, azimuth, prompt, struck }: Question): boolean {
  if (rule === undefined) return false;
  if (rule.words !== undefined && !rule.words.some((word) => uses(prompt ?? "", word))) return false;
  if (rule.endpoint !== undefined && !endpointId.includes(rule.endpoint)) return false;
  if (rule.angles !== undefined && !(azimuth !== undefined && rule.angles.includes(azimuth))) return false;
  if (rule.times !== undefined && (struck.get(name) ?? 0) >= rule.times) return false;
  if (rule.nth === undefined && rule.rate === undefined) return true;
  if (rule.nth?.includes(number)) return true;
  const seed = rule.seed === undefined ? [] : [rule.seed];
  return rule.rate !== undefined && chance("fault", name, number, ...seed) < rule.rate;
}

function uses(prompt: string, word: string): boolean {
  const words: string[] = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.includes(word.toLowerCase());
}

function named(faults: Strikes, jwks: boolean): FaultName[] {
  return (Object.keys(faults) as FaultName[]).filter((name) => name in JWKS_FAULTS === jwks);
}
