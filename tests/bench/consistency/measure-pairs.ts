import { type Comparison, comparer, type Weights } from "@likeness/core/consistency";
import { load } from "./copies.ts";
import type { featureStore } from "./feature-store.ts";
import { auc, share } from "./figures.ts";
import type { Figure } from "./goals.ts";
import { pairsOf } from "./training-pairs.ts";
import type { Model, Turnarounds } from "./turnarounds.ts";

export interface Source {
  turnarounds: Turnarounds;
  store: ReturnType<typeof featureStore>;
  /** The trained numbers a model is judged with. */
  weightsFor: (model: Model) => Weights;
}

interface Seen {
  kind: string;
  gap: number;
  variant: string;
  raw: Comparison["raw"];
  isMeasured: boolean;
}

const OWN = {
  recoloured: "color",
  reproportioned: "proportion",
  restyled: "style",
  swapped: "features",
  missing: "features",
  accessory: "features",
} as const;
type Altered = keyof typeof OWN;
const WORKING_POINT = 0.7;

/** All figures that come from pairs of pictures. */
export async function measurePairs({ turnarounds, store, weightsFor }: Source): Promise<Figure[]> {
  const seen: Seen[] = [];
  for (const model of turnarounds.models) {
    const compare = comparer(weightsFor(model));
    for (const pair of pairsOf(model, turnarounds)) {
      const [a, b] = [await load(store, turnarounds.dir, pair.a), await load(store, turnarounds.dir, pair.b)];
      const { raw, overall } = compare(a, b, { angleA: 0, angleB: pair.gap });
      const isMeasured = overall.status === "measured";
      seen.push({ kind: pair.kind, gap: pair.gap, variant: pair.b.variant, raw, isMeasured });
    }
  }
  return figuresOf(seen);
}

function figuresOf(seen: readonly Seen[]): Figure[] {
  // Under other light and on other ground views up to 60° apart are asked for, as in the goals.
  const isAsked = ({ variant, gap }: Seen) => variant === "base" || gap <= 60;
  const same = seen.filter((pair) => pair.kind === "same" && isAsked(pair));
  const of = (kind: string, gaps: readonly number[] = [0, 30, 60, 90, 180]) =>
    seen.filter((pair) => pair.kind === kind && gaps.includes(pair.gap));
  const overall = (pairs: readonly Seen[]) => pairs.map(({ raw }) => raw.overall);
  const pooled = (kind: string, gaps?: readonly number[]) => auc(overall(same), overall(of(kind, gaps)));
  const own = (kind: Altered, gap: number) => {
    const of_ = (pairs: readonly Seen[]) => pairs.map(({ raw }) => raw[OWN[kind]]);
    return auc(of_(of("same", [gap])), of_(of(kind, [gap])));
  };
  const refused = (pairs: readonly Seen[]) => share(pairs, ({ raw }) => raw.overall < WORKING_POINT);
  const altered = Object.keys(OWN).flatMap((kind) => of(kind, [0, 60]));
  return [
    { name: "same vs different", value: pooled("different") },
    { name: "same vs same family", value: pooled("family") },
    { name: "impostor", value: pooled("impostor", [0, 30, 60]) },
    { name: "recoloured @60", value: own("recoloured", 60) },
    { name: "accessory @60", value: own("accessory", 60) },
    { name: "swapped part @60", value: own("swapped", 60) },
    { name: "restyled @60", value: own("restyled", 60) },
    { name: "proportion @0", value: own("reproportioned", 0) },
    { name: "proportion @30", value: own("reproportioned", 30) },
    { name: "missing part @0", value: own("missing", 0) },
    { name: "missing part @60", value: own("missing", 60) },
    { name: "at 0.7: same passes", value: 1 - refused(same) },
    { name: "at 0.7: different refused", value: refused(of("different")) },
    { name: "at 0.7: impostor refused", value: refused(of("impostor", [0, 30, 60])) },
    { name: "at 0.7: altered refused", value: refused(altered) },
    { name: "pairs unmeasured", value: share(seen, ({ isMeasured }) => !isMeasured) },
  ];
}
