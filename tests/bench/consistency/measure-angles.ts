import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkAngles, type Features } from "@likeness/core/consistency";
import sharp from "sharp";
import { faultySets } from "./angle-faults.ts";
import { share } from "./figures.ts";
import type { Figure } from "./goals.ts";
import type { Source } from "./measure-pairs.ts";
import { pictureOf } from "./training-pairs.ts";
import { ANGLES } from "./turnarounds.ts";

const CLEAN = ["base", "relit", "background"];
/** Views that are also put in mirrored, by index. */
const MIRRORED = [2, 4];

/** Faults in the angles of turnarounds: how many are found, and how many views of clean sets are accused. */
export async function measureAngles({ turnarounds, store }: Source): Promise<Figure[]> {
  const cases: Array<{ verdict: string; isFound: boolean; isNamed: boolean; isMeasured: boolean }> = [];
  let [clean, alarms] = [0, 0];
  for (const model of turnarounds.models) {
    for (const variant of CLEAN) {
      const views = await Promise.all(
        ANGLES.map((angle) => pictureOf(model, variant, angle)).flatMap((picture) =>
          picture === undefined ? [] : [store.featuresOf(join(turnarounds.dir, picture.path))],
        ),
      );
      if (views.length !== ANGLES.length) continue;
      clean++;
      alarms += checkAngles(views, { angles: ANGLES }).filter(isAlarm).length;
      if (variant !== "base") continue;
      const mirrored = new Map<number, Features>();
      for (const at of MIRRORED) {
        const file = join(turnarounds.dir, pictureOf(model, variant, ANGLES[at]!)!.path);
        const flop = () => sharp(readFileSync(file)).flop().png().toBuffer();
        mirrored.set(at, await store.featuresOf(`${file}#flop`, flop));
      }
      for (const { verdict, wrong, views: faulty } of faultySets(views, mirrored)) {
        const found = checkAngles(faulty, { angles: ANGLES });
        const accused = wrong.map((at) => found[at]!).filter(isAlarm);
        cases.push({
          verdict,
          isFound: accused.length > 0,
          isNamed: accused.some((finding) => finding.verdict === verdict),
          isMeasured: wrong.some((at) => found[at]!.verdict !== "unmeasured"),
        });
      }
    }
  }
  const kinds = [...new Set(cases.map(({ verdict }) => verdict))];
  return [
    { name: "angle faults found", value: share(cases, ({ isFound }) => isFound) },
    ...kinds.map((kind) => ({
      name: `  found: ${kind}`,
      value: share(
        cases.filter(({ verdict }) => verdict === kind),
        ({ isFound }) => isFound,
      ),
    })),
    {
      name: "  named rightly of those found",
      value: share(
        cases.filter(({ isFound }) => isFound),
        ({ isNamed }) => isNamed,
      ),
    },
    {
      name: "  faults in sets that cannot be measured",
      value: share(cases, ({ isMeasured }) => !isMeasured),
    },
    { name: "angle false alarms per set", value: alarms / Math.max(1, clean) },
  ];
}

function isAlarm({ verdict }: { verdict: string }): boolean {
  return verdict !== "as-asked" && verdict !== "unmeasured";
}
