import type { Call, Strike } from "../gate.ts";

/** What can strike which call; a call of a function can also be the one at which it dies. */
export function strikesFor({
  actor,
  service,
  label,
}: Pick<Call, "actor" | "service" | "label">): readonly Strike[] {
  const isFunction = actor.name.includes("#");
  switch (service) {
    case "lambda":
      // Events are delivered at least once; the other callers of functions call once.
      return actor.name === "events" || actor.name === "schedule"
        ? ["throttled", "duplicate"]
        : ["throttled"];
    case "webhook":
      return ["reset", "lost", "duplicate"];
    case "fal":
      if (!isFunction) return [];
      return label.includes(" POST ")
        ? ["error", "throttled", "reset", "lost", "crash-before", "crash-after"]
        : ["outage", "lost", "crash-before", "crash-after"];
    case "bucket":
      return isFunction ? ["error", "outage", "lost", "crash-before", "crash-after", "duplicate"] : ["error"];
    default:
      return ["error", "throttled", "outage", "lost", "crash-before", "crash-after", "duplicate"];
  }
}
