import type { Context, Known } from "./port.ts";
import type { RelationType } from "./relations.ts";

/** Sorts what stands around a subject: scenes by id, masters and turnarounds newest version first. Pure. */
export function contextOf(subject: Known, around: Array<Known & { type: RelationType }>): Context {
  const of = (wanted: RelationType) =>
    around
      .filter(({ type }) => type === wanted)
      .map(({ type: _, version, ...known }) => ({ ...known, ...(version !== undefined && { version }) }));
  const byVersion = (a: Known, b: Known) => (b.version ?? 0) - (a.version ?? 0);
  return {
    subject,
    style: of("USES_REFERENCE")[0] ?? null,
    scenes: of("APPEARS_IN").sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1)),
    masters: of("HAS_MASTER_REFERENCE").sort(byVersion),
    profiles: of("HAS_360_PROFILE").sort(byVersion),
  };
}
