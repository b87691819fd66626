import { assign } from "./assign.ts";
import { fusionOf } from "./fusion.ts";
import type { Light } from "./light.ts";
import { bleedOf, cellAt, centerOf, lostOf, shareInColorsOf, takenColorOf } from "./mixture.ts";
import type { Pyramid } from "./pyramid.ts";
import { containment } from "./search.ts";
import { isSamePlace, lookAt, type Sighting, type Suspect, visibleShare } from "./subject-region.ts";

export type Verdict = "present" | "missing" | "swapped" | "merged" | "attribute-bleed" | "unmeasured";

/** What became of one suspect. */
export interface Finding {
  suspect: Suspect;
  verdict: Verdict;
  /** Whoever it was swapped or merged with, or bled from. */
  others: Suspect[];
  sighting: Sighting | undefined;
  reason?: string;
}

/** A sighting this good has nothing to explain. */
const WHOLE = 0.9;
/** With less than this nobody was seen. */
const SEEN_MIN = 0.5;
/** With less than this, and nothing to explain it, it is somebody else who looks a little like it. */
const PRESENT_MIN = 0.7;
/** Whoever has taken a color is otherwise as in its reference, to this share. */
export const REST_MIN = 0.75;
/** Somebody so near to the asked place, as a share of its height, stands where it should. */
const OWN_PLACE = 0.2;
/** Two figures are mixed when the lost part of one is the other's, to this share, … */
const MIXED_SHARE = 0.4;
/** … and the lost part is more than a detail. */
const MIXED_LOST_MIN = 0.06;
/** … or so much of the lost part has the colors of the missing one. */
const MIXED_COLORS_MIN = 0.45;
/** A mixed figure is at least so much of its host, and at most so much. */
const MERGED_MIN = 0.35;
const MERGED_MAX = 0.95;
/** Two who are seen less than this each, and cover each other so much, are one. */
const JOINED_MAX = 0.82;
const JOINED_MIN = 0.3;
/** Less of somebody than this to be seen says nothing. */
const VISIBLE_MIN = 0.35;
/** Whoever could be seen less than this at the asked place is not missed there. */
const MISSED_MIN = 0.55;
/** Who stands at another's place stands this much nearer to it than to the own one. */
const SWAP_RATIO = 0.5;
/** A swap must look this much better than no swap, else the two cannot be told apart. */
const TELL_APART_MIN = 0.04;

const HIDDEN = "hidden by somebody in front";

export interface Lineup {
  pyramid: Pyramid;
  suspects: Suspect[];
  seen: Sighting[];
  light: Light;
}

/** Who is who: one verdict for each character, from the sightings alone. */
export function findingsOf(lineup: Lineup): { findings: Finding[]; found: Sighting[] } {
  const { suspects, seen } = lineup;
  const assigned = assign(suspects, seen);
  const solid = new Map(
    [...assigned].filter(([, sighting]) => sighting.likeness >= SEEN_MIN || isDyed(sighting, suspects)),
  );
  const characters = suspects.filter(({ isCharacter }) => isCharacter);
  const findings = new Map<Suspect, Finding>();
  for (const suspect of characters) findings.set(suspect, alone(suspect, solid, lineup));
  fuse(characters, { findings, solid, lineup });
  for (const suspect of characters) merge(suspect, { findings, solid, lineup });
  for (const suspect of characters) join(suspect, findings);
  for (const suspect of characters) swap(suspect, { findings, lineup });
  for (const suspect of characters) excuse(suspect, { findings, solid });
  return { findings: [...findings.values()], found: [...solid.values()] };
}

function alone(suspect: Suspect, solid: Map<Suspect, Sighting>, lineup: Lineup): Finding {
  const sighting = solid.get(suspect);
  if (!sighting) return { suspect, verdict: "missing", others: [], sighting: undefined };
  const others = [...solid.values()].filter((other) => other !== sighting);
  const { visible } = lostOf(sighting, others);
  const cast = lineup.suspects.filter((other) => other !== suspect && other.isCharacter);
  const isHome = isAtHome(sighting);
  const taken =
    isHome || sighting.likeness >= PRESENT_MIN ? takenColorOf(sighting, cast, visible) : undefined;
  if (taken && taken.rest >= REST_MIN && visible.length >= VISIBLE_MIN * suspect.fine.cells.length)
    return { suspect, verdict: "attribute-bleed", others: [taken.from], sighting };
  if (sighting.likeness >= WHOLE) return { suspect, verdict: "present", others: [], sighting };
  if (visible.length < VISIBLE_MIN * suspect.fine.cells.length)
    return { suspect, verdict: "unmeasured", others: [], sighting, reason: HIDDEN };
  if (sighting.likeness < PRESENT_MIN && !isHome)
    return { suspect, verdict: "missing", others: [], sighting: undefined };
  const source = bleedOf(sighting, cast, { light: sighting.light, visible });
  if (source) return { suspect, verdict: "attribute-bleed", others: [source], sighting };
  if (sighting.likeness >= PRESENT_MIN) return { suspect, verdict: "present", others: [], sighting };
  return { suspect, verdict: "unmeasured", others: [], sighting, reason: "only partly like its reference" };
}

/** Somebody of whom little is seen in its colors, because most of it has taken those of somebody else. */
function isDyed(sighting: Sighting, suspects: Suspect[]): boolean {
  const others = suspects.filter((other) => other !== sighting.suspect && other.isCharacter);
  const taken = takenColorOf(sighting, others, sighting.pairs);
  return taken !== undefined && taken.rest >= REST_MIN;
}

interface Judging {
  findings: Map<Suspect, Finding>;
  lineup: Lineup;
}

/** Somebody's head on somebody else's body is both of them. */
function fuse(
  characters: Suspect[],
  { findings, solid, lineup }: Judging & { solid: Map<Suspect, Sighting> },
): void {
  const { pyramid, light } = lineup;
  const fusion = fusionOf({ pyramid, light, characters, known: [...solid.values()] });
  if (!fusion) return;
  const { head, body, sighting } = fusion;
  findings.set(head, { suspect: head, verdict: "merged", others: [body], sighting });
  findings.set(body, { suspect: body, verdict: "merged", others: [head], sighting });
}

/** Somebody who was not found may be in somebody else: where that one is not itself, the missing one is seen. */
function merge(
  suspect: Suspect,
  { findings, solid, lineup }: Judging & { solid: Map<Suspect, Sighting> },
): void {
  const verdict = findings.get(suspect)?.verdict;
  if (verdict !== "missing" && verdict !== "unmeasured") return;
  const known = [...solid.values()];
  const weak = lineup.seen.filter((each) => each.suspect !== suspect && isFree(each, known));
  const hosts = [...known, ...weak].filter((host) => {
    const verdictOfHost = findings.get(host.suspect)?.verdict;
    const isOpen =
      verdictOfHost === "present" || verdictOfHost === "attribute-bleed" || verdictOfHost === "unmeasured";
    return (isOpen && solid.get(host.suspect) === host) || verdictOfHost === "missing";
  });
  for (const sighting of hosts) {
    const host = sighting.suspect;
    if (!host.isCharacter || sighting.likeness >= MERGED_MAX || sighting.likeness < MERGED_MIN) continue;
    if (host === suspect) continue;
    const finding = findings.get(host);
    const hasItsColors = finding?.verdict === "attribute-bleed" && finding.others[0] === suspect;
    const others = known.filter((other) => other.suspect !== host);
    const isIn = hasItsColors || (verdict === "missing" && isMixed(sighting, suspect, { lineup, others }));
    if (!isIn) continue;
    findings.set(suspect, { suspect, verdict: "merged", others: [host], sighting });
    findings.set(host, { suspect: host, verdict: "merged", others: [suspect], sighting });
    return;
  }
}

/** Two who are both seen poorly upon one another are one figure made of both. */
function join(suspect: Suspect, findings: Map<Suspect, Finding>): void {
  const own = findings.get(suspect);
  if (!own || !isDoubtful(own)) return;
  const other = [...findings.values()].find(
    (each) =>
      each !== own && isDoubtful(each) && containment(each.sighting.spot, own.sighting.spot) >= JOINED_MIN,
  );
  if (!other) return;
  findings.set(suspect, { ...own, verdict: "merged", others: [other.suspect] });
  findings.set(other.suspect, { ...other, verdict: "merged", others: [suspect] });
}

function isDoubtful(finding: Finding): finding is Finding & { sighting: Sighting } {
  const { verdict, sighting } = finding;
  const isOpen = verdict === "present" || verdict === "attribute-bleed" || verdict === "unmeasured";
  return isOpen && sighting !== undefined && sighting.likeness < JOINED_MAX;
}

function isFree(sighting: Sighting, known: Sighting[]): boolean {
  return known.every((other) => !isSamePlace(other, sighting));
}

function isMixed(
  sighting: Sighting,
  missing: Suspect,
  { lineup, others }: { lineup: Lineup; others: Sighting[] },
): boolean {
  const { pyramid, seen } = lineup;
  const { light } = sighting;
  const { lost, visible } = lostOf(sighting, others);
  if (lost.length < MIXED_LOST_MIN * visible.length) return false;
  if (shareInColorsOf(missing, lost, light) >= MIXED_COLORS_MIN) return true;
  const own = seen.filter((each) => each.suspect === missing && isSamePlace(each, sighting));
  const ghosts = [lookAt(pyramid, missing, { spot: sighting.spot, light }), ...own];
  return ghosts.some((ghost) => {
    const explained = lost.filter((pair) => (cellAt(ghost, centerOf(sighting, pair))?.likeness ?? 0) >= 0.55);
    return explained.length >= MIXED_SHARE * lost.length;
  });
}

/** Whoever stands behind somebody else, who is not in its place, is not missed. */
function excuse(
  suspect: Suspect,
  { findings, solid }: Pick<Judging, "findings"> & { solid: Map<Suspect, Sighting> },
): void {
  if (findings.get(suspect)?.verdict !== "missing") return;
  const others = [...solid.values()].filter((other) => !isAt(other, suspect));
  if (visibleShare(suspect, others) >= MISSED_MIN) return;
  findings.set(suspect, { suspect, verdict: "unmeasured", others: [], sighting: undefined, reason: HIDDEN });
}

function isAtHome({ suspect, spot }: Sighting): boolean {
  return Math.abs(spot.left + spot.width / 2 - suspect.asked.x) <= OWN_PLACE * suspect.asked.height;
}

/** Two who stand in each other's place; who cannot be told from the other is not accused. */
function swap(suspect: Suspect, { findings }: Judging): void {
  const finding = findings.get(suspect);
  if (!finding?.sighting || finding.verdict !== "present") return;
  for (const other of findings.values()) {
    const { sighting, verdict } = other;
    if (other === finding || !sighting || verdict !== "present") continue;
    if (!isAt(finding.sighting, other.suspect) || !isAt(sighting, suspect)) continue;
    const isTold = isToldApart(finding.sighting, sighting);
    const set = (who: Finding, with_: Suspect) =>
      findings.set(who.suspect, {
        ...who,
        verdict: isTold ? "swapped" : "unmeasured",
        others: [with_],
        ...(!isTold && { reason: "looks too much like the other to tell" }),
      });
    set(finding, other.suspect);
    set(other, suspect);
    return;
  }
}

function isAt({ spot, suspect }: Sighting, other: Suspect): boolean {
  const x = spot.left + spot.width / 2;
  return Math.abs(x - other.asked.x) < SWAP_RATIO * Math.abs(x - suspect.asked.x);
}

/** Squares of one reference against the other reference: the same figure cannot be swapped with itself. */
function isToldApart(one: Sighting, other: Sighting): boolean {
  const tones = one.suspect.fine.tones.filter(({ share }) => share >= 0.04);
  const foreign = tones.filter(({ color }) =>
    other.suspect.fine.tones.every(
      (tone) =>
        Math.hypot(tone.color[0] - color[0], tone.color[1] - color[1], tone.color[2] - color[2]) >
        TELL_APART_MIN,
    ),
  );
  return foreign.length > 0;
}
