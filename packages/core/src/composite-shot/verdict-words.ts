import type { Figure } from "./report.ts";
import type { Entry } from "./roster.ts";

/** A verdict in words, naming the others by their names: "swapped with Reynard". */
export function wordsOf({ verdict, others, isCopy }: Figure, entries: Entry[]): string {
  const names = others.map((key) => entries.find((entry) => entry.key === key)?.name ?? key).join(" and ");
  const words = {
    present: "present",
    missing: "missing",
    swapped: `swapped with ${names}`,
    merged: `merged with ${names}`,
    "attribute-bleed": `attribute bleed from ${names}`,
    unmeasured: "unmeasured",
  }[verdict];
  return isCopy ? `${words}, a pasted copy of the reference` : words;
}
