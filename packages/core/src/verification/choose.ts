import type { Features } from "../consistency/index.ts";
import { VERIFY } from "../limits.ts";
import type { JudgedView } from "./set-report.ts";
import { supportOf } from "./support.ts";

const PASSES = 2;

/**
 * The best of all attempts for each angle: first by the master alone, then by what the chosen views beside it say,
 * twice over. An attempt that cannot be measured or is poor as a picture loses to any other.
 */
export function chooseBest(
  attempts: ReadonlyArray<readonly JudgedView[]>,
  master: Features,
): Array<JudgedView | undefined> {
  let chosen = attempts.map((views) => best(views, [], master));
  if (attempts.every(({ length }) => length <= 1)) return chosen;
  for (let pass = 0; pass < PASSES; pass++) {
    const others = chosen.filter((view) => view !== undefined);
    chosen = attempts.map((views, at) => {
      const besides = others.filter((view) => view !== chosen[at]);
      return best(views, besides, master);
    });
  }
  return chosen;
}

function best(
  views: readonly JudgedView[],
  others: readonly JudgedView[],
  master: Features,
): JudgedView | undefined {
  if (views.length <= 1) return views[0];
  const worth = (view: JudgedView): number => {
    const { overall, color, features, style } = supportOf(view, others, master).scores;
    const isPoor = view.quality !== null && view.quality < VERIFY.qualityMin;
    return Math.min(overall ?? 0, color ?? 0, features ?? 0, style ?? 0) - (isPoor ? 1 : 0);
  };
  return [...views].sort((one, other) => worth(other) - worth(one))[0];
}
