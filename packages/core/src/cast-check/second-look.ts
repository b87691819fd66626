import type { Light } from "./light.ts";
import { takenColorOf } from "./mixture.ts";
import type { Pyramid } from "./pyramid.ts";
import type { Spot } from "./search.ts";
import { lookAt, type Sighting, type Suspect } from "./subject-region.ts";
import { type Finding, REST_MIN } from "./verdicts.ts";

/** Somebody nobody asked for, as a box in pixels of the field. */
export type Stranger = Omit<Spot, "score">;

/** Two are mixed in one figure when together they explain so much of it, and each at least a part. */
const TOGETHER_MIN = 0.9;
const PART_MIN = 0.3;
/** Seen so well, the stranger is simply the missing one. */
const PLAIN_MIN = 0.85;

interface Scene {
  pyramid: Pyramid;
  light: Light;
  suspects: Suspect[];
  strangers: Stranger[];
}

/**
 * Whoever is missing may be the stranger: overlooked, wearing somebody else's colors so much of them that it was not seen, or
 * mixed with another one who is missing. Answers the findings anew and the strangers that are left.
 */
export function secondLook(findings: Finding[], { pyramid, light, suspects, strangers }: Scene) {
  const changed = new Map(findings.map((finding) => [finding.suspect, finding]));
  const left = strangers.filter((stranger) => {
    const missing = [...changed.values()].filter(({ verdict }) => verdict === "missing");
    const seen = missing
      .map(({ suspect }) => lookAt(pyramid, suspect, { spot: { ...stranger, score: 0 }, light }))
      .sort((a, b) => b.likeness - a.likeness);
    const known = plain(seen) ?? dyed(seen, suspects) ?? mixed(seen);
    for (const finding of known ?? []) changed.set(finding.suspect, finding);
    return known === undefined;
  });
  return { findings: [...changed.values()], strangers: left };
}

function plain([best]: Sighting[]): Finding[] | undefined {
  if (!best || best.likeness < PLAIN_MIN) return undefined;
  return [{ suspect: best.suspect, verdict: "present", others: [], sighting: best }];
}

function dyed(seen: Sighting[], suspects: Suspect[]): Finding[] | undefined {
  for (const sighting of seen) {
    const { suspect } = sighting;
    const others = suspects.filter((other) => other !== suspect && other.isCharacter);
    const taken = takenColorOf(sighting, others, sighting.pairs);
    if (!taken || taken.rest < REST_MIN) continue;
    return [{ suspect, verdict: "attribute-bleed", others: [taken.from], sighting }];
  }
  return undefined;
}

function mixed([one, other]: Sighting[]): Finding[] | undefined {
  if (!one || !other) return undefined;
  const isMixed = other.likeness >= PART_MIN && one.likeness + other.likeness >= TOGETHER_MIN;
  if (!isMixed) return undefined;
  return [
    { suspect: one.suspect, verdict: "merged", others: [other.suspect], sighting: one },
    { suspect: other.suspect, verdict: "merged", others: [one.suspect], sighting: other },
  ];
}
