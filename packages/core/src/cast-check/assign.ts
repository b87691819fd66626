import { isSamePlace, type Sighting, type Suspect } from "./subject-region.ts";

/** Less of a figure than this is no sighting of it. */
const SIGHTING_MIN = 0.3;
/** Who does not stand out from the place must be seen so well, else it is a piece of the place, … */
const PLAIN_LIKENESS_MIN = 0.9;
/** … and so much less well for all that stands out of it; half of it standing out is enough. */
const STAND_OUT_WORTH = 0.3;
const STAND_OUT_MIN = 0.5;
/** A place far from the asked one must look this much better, so that twins stay where they belong. */
const DISTANCE_COST = 0.02;
const WORTH_POWER = 3;

/** Who is where: at most one sighting for each suspect, none on the place of another, the best sum of likenesses. */
export function assign(suspects: Suspect[], seen: Sighting[]): Map<Suspect, Sighting> {
  const options = suspects.map((suspect) =>
    seen.filter((each) => each.suspect === suspect && each.likeness >= SIGHTING_MIN && isSomebody(each)),
  );
  const excludes = exclusionsOf(options.flat());
  let best: { value: number; chosen: Sighting[] } = { value: -1, chosen: [] };
  const bounds = options.map((list) => Math.max(0, ...list.map(({ likeness }) => likeness ** WORTH_POWER)));
  const walk = (index: number, value: number, chosen: Sighting[]): void => {
    const rest = bounds.slice(index).reduce((sum, bound) => sum + bound, 0);
    if (value + rest <= best.value) return;
    if (index === options.length) {
      best = { value, chosen };
      return;
    }
    for (const option of options[index] ?? []) {
      if (chosen.some((other) => excludes.get(option)?.has(other))) continue;
      walk(index + 1, value + worthOf(option), [...chosen, option]);
    }
    walk(index + 1, value, chosen);
  };
  walk(0, 0, []);
  return new Map(best.chosen.map((sighting) => [sighting.suspect, sighting]));
}

/** Which sightings cannot be true together; known beforehand, because the walk asks for the same two over and over. */
function exclusionsOf(sightings: Sighting[]): Map<Sighting, Set<Sighting>> {
  return new Map(
    sightings.map((one) => [
      one,
      new Set(sightings.filter((other) => other.suspect !== one.suspect && isSamePlace(one, other))),
    ]),
  );
}

function isSomebody({ likeness, standOut }: Sighting): boolean {
  return standOut >= STAND_OUT_MIN || likeness >= PLAIN_LIKENESS_MIN - STAND_OUT_WORTH * standOut;
}

/** Cubed, so that one sure and one poor sighting are worth more than two doubtful ones. */
function worthOf({ suspect, spot, likeness }: Sighting): number {
  const away = Math.abs(spot.left + spot.width / 2 - suspect.asked.x) / Math.max(1, suspect.asked.height);
  return likeness ** WORTH_POWER - DISTANCE_COST * Math.min(1, away);
}
