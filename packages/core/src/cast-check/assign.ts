import { isSamePlace, type Sighting, type Suspect } from "./subject-region.ts";

/** Less of a figure than this is no sighting of it. */
const SIGHTING_MIN = 0.3;
/** Who hardly stands out from the place must be seen well, else it is a piece of the place: the pairs that do. */
const SOMEBODY = [
  { standOut: 0.5, likeness: 0 },
  { standOut: 0.4, likeness: 0.8 },
  { standOut: 0, likeness: 0.9 },
];
/** A place far from the asked one must look this much better, so that twins stay where they belong. */
const DISTANCE_COST = 0.02;

/** Who is where: at most one sighting for each suspect, none on the place of another, the best sum of likenesses. */
export function assign(suspects: Suspect[], seen: Sighting[]): Map<Suspect, Sighting> {
  const options = suspects.map((suspect) =>
    seen.filter((each) => each.suspect === suspect && each.likeness >= SIGHTING_MIN && isSomebody(each)),
  );
  let best: { value: number; chosen: Sighting[] } = { value: -1, chosen: [] };
  const bounds = options.map((list) => Math.max(0, ...list.map(({ likeness }) => likeness ** 2)));
  const walk = (index: number, value: number, chosen: Sighting[]): void => {
    const rest = bounds.slice(index).reduce((sum, bound) => sum + bound, 0);
    if (value + rest <= best.value) return;
    if (index === options.length) {
      best = { value, chosen };
      return;
    }
    for (const option of options[index] ?? []) {
      if (chosen.some((other) => isSamePlace(other, option))) continue;
      walk(index + 1, value + worthOf(option), [...chosen, option]);
    }
    walk(index + 1, value, chosen);
  };
  walk(0, 0, []);
  return new Map(best.chosen.map((sighting) => [sighting.suspect, sighting]));
}

function isSomebody({ likeness, standOut }: Sighting): boolean {
  return SOMEBODY.some((least) => likeness >= least.likeness && standOut >= least.standOut);
}

/** Squared, so that one sure and one poor sighting are worth more than two doubtful ones. */
function worthOf({ suspect, spot, likeness }: Sighting): number {
  const away = Math.abs(spot.left + spot.width / 2 - suspect.asked.x) / Math.max(1, suspect.asked.height);
  return likeness ** 2 - DISTANCE_COST * Math.min(1, away);
}
