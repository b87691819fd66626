import type { FalModel } from "../fal/index.ts";
import type { Entry, Role } from "./roster.ts";

/** Who is kept when a model takes fewer pictures than there are: figures before the place, the place before things. */
const KEEP_ORDER: readonly Role[] = ["character", "location", "prop", "style"];
/** In which order the pictures are handed over: the first ones weigh most with every model. */
const HAND_ORDER: readonly Role[] = ["character", "prop", "location", "style"];

export interface Lineup {
  /** In the order in which they are given to the model. */
  given: Entry[];
  dropped: Entry[];
}

/** The best subset of references that a model takes beside `further` other pictures, in the order to give them. */
export function lineupFor(
  { references }: Pick<FalModel, "references">,
  entries: Entry[],
  further = 0,
): Lineup {
  const room = Math.max(0, references.max - further);
  const kept = new Set(sortedBy(KEEP_ORDER, entries).slice(0, room));
  return {
    given: sortedBy(HAND_ORDER, entries).filter((entry) => kept.has(entry)),
    dropped: entries.filter((entry) => !kept.has(entry)),
  };
}

function sortedBy(order: readonly Role[], entries: Entry[]): Entry[] {
  return [...entries].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}
