import { FAL } from "../limits.ts";
import { FAL_ERRORS, getRetryDelay } from "./errors.ts";
import { canTake, withoutTuning } from "./fit.ts";
import { type FalModel, findModel, type ModelId } from "./models.ts";
import { revisePrompt } from "./prompt-policy.ts";
import { FAL_RECOVERY, type RecoveryRule, UNKNOWN_ERROR_RULE } from "./recovery-table.ts";
import type { GenerationRequest } from "./request.ts";

/** An earlier failure of the same picture. */
export interface AttemptRecord {
  errorName: string;
  /** The model that was asked. */
  model: string;
}

export interface Failure {
  /** `name` as the state machine reports it; `code` of `FAL_ERRORS` serves when the name was lost. */
  error: { name: string; code?: string | undefined; retryAfterSeconds?: number | undefined };
  request: GenerationRequest;
  /** Failures before this one, oldest first. */
  attempts: readonly AttemptRecord[];
  /** Paid submissions of the picture so far, over all rounds; absent, the failures count as such. */
  submissions?: number;
  /** In [0, 1): spreads the waits and picks a new seed. */
  random: number;
}

export type RecoveryDecision =
  | { action: "give-up"; reason: string }
  | {
      action: "retry";
      /**
       * `submit`: a new paid attempt, after the last one was settled. `settle`: the same one, asked about at FAL.
       * `take`: the answer is there, only what follows is done again.
       */
      next: "submit" | "settle" | "take";
      waitSeconds: number;
      request: GenerationRequest;
      /** What failed and what is done about it, for the job's history. */
      what: string;
    };

/** What follows from a failure: the table decides, this only carries it out. Pure. */
export function decideRecovery(failure: Failure): RecoveryDecision {
  const { error, attempts } = failure;
  const name = nameOf(error);
  const rule = ruleOf(name);
  if (rule.action === "stop") return giveUp(rule.message);
  const used = attempts.filter((attempt) => budgetOf(attempt.errorName) === budgetOf(name)).length;
  if (used >= rule.retriesMax) return giveUp(`${rule.message}, ${used + 1} times`);
  if (isSpent(rule, failure)) return giveUp(`${rule.message}; ${FAL.attemptsMax} attempts failed`);
  const change = changed(rule, failure, used);
  if (!change) return giveUp(`${rule.message}, and nothing is left to change`);
  return {
    action: "retry",
    next: rule.action === "take" || rule.action === "settle" ? rule.action : "submit",
    waitSeconds: Math.max(waitSeconds(rule, failure, used), error.retryAfterSeconds ?? 0),
    request: change.request,
    what: `${rule.message}: ${change.what}`,
  };
}

/** What asks or takes again buys nothing: only failures bound it, not what was submitted in earlier rounds. */
function isSpent({ action }: RecoveryRule, { attempts, submissions = 0 }: Failure): boolean {
  const isPaid = action !== "take" && action !== "settle";
  return attempts.length + 1 >= FAL.attemptsMax || (isPaid && submissions >= FAL.attemptsMax);
}

interface Change {
  request: GenerationRequest;
  what: string;
}

function changed(rule: RecoveryRule, failure: Failure, used: number): Change | undefined {
  const { request, random } = failure;
  switch (rule.action) {
    case "revise": {
      if (findModel(request.model).prompt === "none") return undefined;
      const revised = revisePrompt(request.prompt, used + 1);
      return revised && { request: { ...request, prompt: revised.prompt }, what: revised.what };
    }
    case "fallback":
      return toFallback(failure) ?? { request, what: "asked again" };
    case "fewer-steps":
      return withFewerSteps(request);
    case "new-seed": {
      if (!findModel(request.model).seed.accepted) return { request, what: "drawn again" };
      const seed = Math.floor(random * 2 ** 31);
      return { request: { ...request, seed }, what: `drawn again with seed ${seed}` };
    }
    case "settle":
      return { request, what: "asked FAL what became of it" };
    case "take":
      return { request, what: "taken again, nothing paid" };
    default:
      return { request, what: "sent again" };
  }
}

/** The first model down the chain of fallbacks that was not asked yet and loses nothing the request needs. */
function toFallback({ request, attempts }: Failure): Change | undefined {
  const start = findModel(request.model);
  const seen = new Set<ModelId>([start.id]);
  const asked = new Set(attempts.map((attempt) => attempt.model));
  for (let model: FalModel = start; model.fallback && !seen.has(model.fallback); ) {
    model = findModel(model.fallback);
    seen.add(model.id);
    if (!asked.has(model.id) && canTake(request, model)) {
      return { request: withoutTuning(request, model), what: `sent to ${model.id} instead` };
    }
  }
  return undefined;
}

const STEPS_KEPT = 0.6;

/** Models that do not let us choose the steps are simply asked again. */
function withFewerSteps(request: GenerationRequest): Change {
  const { steps: bounds } = findModel(request.model);
  if (!bounds) return { request, what: "sent again" };
  const before = Math.max(bounds.min, Math.min(request.steps ?? FAL.stepsDefault, bounds.max));
  const steps = Math.max(bounds.min, Math.floor(before * STEPS_KEPT));
  if (steps === before) return { request, what: "sent again, with as few steps as the model takes" };
  return { request: { ...request, steps }, what: `sent with ${steps} steps instead of ${before}` };
}

function waitSeconds({ wait }: RecoveryRule, { random }: Failure, used: number): number {
  if (wait === "none") return 0;
  return wait === "exponential" ? getRetryDelay(used + 1, random) : wait.seconds;
}

function ruleOf(name: string): RecoveryRule {
  const table: Readonly<Record<string, RecoveryRule>> = FAL_RECOVERY;
  return (Object.hasOwn(table, name) ? table[name] : undefined) ?? UNKNOWN_ERROR_RULE;
}

/** The table's name of an error; by its code when the state machine lost the name. */
function nameOf({ name, code }: Failure["error"]): string {
  if (Object.hasOwn(FAL_RECOVERY, name)) return name;
  return Object.entries(FAL_ERRORS).find(([known]) => known === code)?.[1].name ?? name;
}

function budgetOf(name: string): string {
  return ruleOf(name).budget ?? name;
}

function giveUp(reason: string): RecoveryDecision {
  return { action: "give-up", reason: `${reason}.` };
}
